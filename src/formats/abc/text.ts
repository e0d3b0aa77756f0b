import { DIVS_PER_WHOLE } from '../../score/time.ts';

/** `L:` of everything we write: lengths are counted in eighths. */
export const UNIT_DIVS = DIVS_PER_WHOLE / 8;

/** A length after a note: nothing for one unit, "3/2" for one and a half, "/4" for a quarter of it. */
export function lengthText(divs: number): string {
  const common = greatestCommonDivisor(divs, UNIT_DIVS);
  const [count, of] = [divs / common, UNIT_DIVS / common];
  if (of === 1) return count === 1 ? '' : String(count);
  return `${count === 1 ? '' : count}/${of}`;
}

/** Silence of any length, in values that can be printed. @param sign `z`, or `x` for none to be seen */
export function silenceText(sign: 'z' | 'x', divs: number): string {
  const pieces: string[] = [];
  let left = divs;
  for (let value = DIVS_PER_WHOLE; left > 0 && value >= 1; value /= 2) {
    // Three halves are a dot, seven quarters two.
    for (const piece of [(value * 7) / 4, (value * 3) / 2, value]) {
      for (; left >= piece; left -= piece) pieces.push(sign + lengthText(piece));
    }
  }
  return pieces.join(' ');
}

/** A line of text in a field: line breaks and the marks that would end or change it are taken out. */
export function fieldText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '\\%')
    .trim();
}

/** The same between quotation marks. */
export function quoted(text: string): string {
  return `"${fieldText(text).replaceAll('"', '”')}"`;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [big, small] = [a, b];
  while (small > 0) [big, small] = [small, big % small];
  return big;
}
