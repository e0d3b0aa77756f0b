/**
 * Text in a MIDI file is bytes without a stated encoding. `midi-file` shows each byte as one
 * character; these two translate between that and real text. UTF-8 is written, as everybody does now.
 */
export function textToBytes(text: string): string {
  return bytesToString(new TextEncoder().encode(text));
}

/** Reads UTF-8; what is not valid UTF-8 is taken for Windows-1252, the habit of older files. */
export function textFromBytes(byteString: string): string {
  const bytes = Uint8Array.from(byteString, (char) => char.charCodeAt(0) & 0xff);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function bytesToString(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
