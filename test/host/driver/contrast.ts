/** Channels of a CSS colour as a browser computes it, `rgb(r, g, b)` with an optional alpha; 0–255. */
function channels(colour: string): readonly number[] {
  const numbers = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  if (!colour.startsWith('rgb') || numbers.length < 3)
    throw new Error(`${colour} is no rgb colour`);
  return numbers.slice(0, 3);
}

/** Relative luminance, 0–1 (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours, 1 (none) to 21 (black on white), as WCAG 2.2 reckons it. */
export function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
