/** An affine map as SVG and PDF write it: x' = ax + cy + e, y' = bx + dy + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [
    a * g + c * h,
    b * g + d * h,
    a * i + c * j,
    b * i + d * j,
    a * k + c * l + e,
    b * k + d * l + f,
  ];
}

export function translation(x: number, y: number): Matrix {
  return [1, 0, 0, 1, x, y];
}

export function scaling(x: number, y = x): Matrix {
  return [x, 0, 0, y, 0, 0];
}

/** An SVG `transform` made of `translate`, `scale`, `rotate` (in degrees, about the origin) and `matrix`. */
export function parseTransform(text: string): Matrix {
  let result = IDENTITY;
  for (const [, name = '', list = ''] of text.matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const [x = 0, y, ...rest] = list
      .split(/[\s,]+/)
      .filter((each) => each !== '')
      .map(Number);
    result = multiply(result, oneTransform(name, x, y, rest));
  }
  return result;
}

function oneTransform(name: string, x: number, y: number | undefined, rest: number[]): Matrix {
  const [c = 0, d = 1, e = 0, f = 0] = rest;
  const angle = (x * Math.PI) / 180;
  switch (name) {
    case 'translate':
      return translation(x, y ?? 0);
    case 'scale':
      return scaling(x, y ?? x);
    case 'rotate':
      return [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0];
    case 'matrix':
      return [x, y ?? 0, c, d, e, f];
    default:
      throw new RangeError(`Nothing here draws with the transform “${name}”.`);
  }
}
