const MAX_LENGTH = 120;

/**
 * A name as it may be printed and stored: one line, no control characters, of a length that fits a
 * page; '' when nothing readable is left. Applied twice it changes nothing more.
 */
export function cleanName(text: string): string {
  const oneLine = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s\uFEFF]+/gu, ' ').trim();
  // Cut between code points: half a surrogate pair is no text.
  return Array.from(oneLine).slice(0, MAX_LENGTH).join('').trim();
}
