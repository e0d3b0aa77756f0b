/** A stem's name as a file name on any system, without an ending. */
export function stemFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ()_-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
  const isReserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(plain);
  return plain === '' || isReserved ? 'Stem' : plain;
}
