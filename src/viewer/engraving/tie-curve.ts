import type { Span } from './skyline.ts';
import type { SystemContext } from './system-context.ts';

/** A tie: both of its ends are at one height. In units. */
export interface TieCurve {
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly up: boolean;
  /** How far its controls stand from its ends, upwards or downwards. */
  readonly height: number;
}

/** A curve comes to three quarters of the height of its controls. */
const PEAK = 0.75;
/** From the line through its controls to the edge of its ink, at its thickest. */
const HALF_THICK = 1.5;

/** Flatter the shorter it is. */
export function usualHeight(length: number): number {
  return Math.min(12, 4 + length * 0.075);
}

function insetOf({ left, right }: TieCurve): number {
  return Math.min((right - left) * 0.3, 30);
}

/** Draws it. @returns where it is */
export function drawCurve(context: SystemContext, curve: TieCurve): Span {
  const { left, right, y, up, height } = curve;
  const sign = up ? -1 : 1;
  const inset = insetOf(curve);
  context.crescent({ x: left, y }, { x: right, y }, { inset, height: sign * height });
  const peak = y + sign * (height + HALF_THICK) * PEAK;
  return {
    left: left + inset / 2,
    right: right - inset / 2,
    top: Math.min(y, peak),
    bottom: Math.max(y, peak),
  };
}

/** How deep, in units, the curve reaches into the signs of its staff, all of them together. */
export function clashOf(curve: TieCurve, signs: readonly Span[]): number {
  let sum = 0;
  for (const sign of signs) {
    const [left, right] = [Math.max(curve.left, sign.left), Math.min(curve.right, sign.right)];
    const across = right - left;
    if (across <= 0) continue;
    let down = 0;
    for (const share of [0, 0.5, 1]) {
      const { top, bottom } = inkAt(curve, left + across * share);
      down = Math.max(down, Math.min(bottom, sign.bottom) - Math.max(top, sign.top));
    }
    // A hair's breadth is not seen.
    const depth = Math.min(across, down) - 0.6;
    if (depth > 0) sum += depth;
  }
  return sum;
}

function inkAt(curve: TieCurve, x: number): { readonly top: number; readonly bottom: number } {
  const bulge = 3 * shareAt(curve, x);
  const sign = curve.up ? -1 : 1;
  const outer = curve.y + sign * (curve.height + HALF_THICK) * bulge;
  const inner = curve.y + sign * (curve.height - HALF_THICK) * bulge;
  return { top: Math.min(outer, inner) - 0.4, bottom: Math.max(outer, inner) + 0.4 };
}

/** t(1 − t) of the cubic at this x, by halving: its x grows with t. */
function shareAt(curve: TieCurve, x: number): number {
  const inset = insetOf(curve);
  const length = curve.right - curve.left;
  let [low, high] = [0, 1];
  for (let step = 0; step < 9; step++) {
    const t = (low + high) / 2;
    const at =
      3 * (1 - t) ** 2 * t * inset + 3 * (1 - t) * t ** 2 * (length - inset) + t ** 3 * length;
    if (curve.left + at < x) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  return t * (1 - t);
}
