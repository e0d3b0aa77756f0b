import { mp3ChainStart } from './mp3-frames.ts';

/** What a file is, by its content; its name does not count. */
export type AudioFormat = 'wav' | 'mp3' | 'flac' | 'ogg-vorbis' | 'ogg-opus' | 'ogg-flac';

/** What only an installed ffmpeg can open, with the demuxer it is told to use. */
export type ForeignFormat = 'mov' | 'aac' | 'aiff' | 'matroska' | 'asf' | 'caf' | 'wv' | 'ape';

export type Sniffed =
  | { readonly kind: 'own'; readonly format: AudioFormat }
  | { readonly kind: 'foreign'; readonly format: ForeignFormat }
  | { readonly kind: 'unknown' };

/** How many bytes (after an ID3 tag) `sniff` wants to see. */
export const SNIFF_BYTES = 1 << 16;

/** Length in bytes of the ID3v2 tag at the start, 0 if there is none (id3.org, version 2.4, section 3.1). */
export function id3Length(head: Uint8Array): number {
  if (!startsWith(head, 'ID3') || head.length < 10) return 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((head[at] ?? 0) & 0x7f), 0);
  const hasFooter = ((head[5] ?? 0) & 0x10) !== 0;
  return 10 + size + (hasFooter ? 10 : 0);
}

/** @param head the first bytes of the file, behind any ID3v2 tag */
export function sniff(head: Uint8Array): Sniffed {
  if (['RIFF', 'RF64', 'BW64'].some((id) => startsWith(head, id)) && startsWith(head, 'WAVE', 8)) {
    return { kind: 'own', format: 'wav' };
  }
  if (startsWith(head, 'fLaC')) return { kind: 'own', format: 'flac' };
  if (startsWith(head, 'OggS')) return sniffOgg(head);
  const foreign = FOREIGN.find(({ id, at }) => startsWith(head, id, at));
  if (foreign !== undefined) return { kind: 'foreign', format: foreign.format };
  if (isAdts(head)) return { kind: 'foreign', format: 'aac' };
  if (mp3ChainStart(head) !== undefined) return { kind: 'own', format: 'mp3' };
  return { kind: 'unknown' };
}

const FOREIGN: readonly { id: string; at: number; format: ForeignFormat }[] = [
  { id: 'ftyp', at: 4, format: 'mov' },
  { id: 'moov', at: 4, format: 'mov' },
  { id: 'AIFF', at: 8, format: 'aiff' },
  { id: 'AIFC', at: 8, format: 'aiff' },
  { id: '\x1a\x45\xdf\xa3', at: 0, format: 'matroska' },
  { id: '\x30\x26\xb2\x75\x8e\x66\xcf\x11', at: 0, format: 'asf' },
  { id: 'caff', at: 0, format: 'caf' },
  { id: 'wvpk', at: 0, format: 'wv' },
  { id: 'MAC ', at: 0, format: 'ape' },
];

/** An Ogg file begins with one page per stream; the first packet of each names its codec (RFC 3533). */
function sniffOgg(head: Uint8Array): Sniffed {
  for (let page = 0; startsWith(head, 'OggS', page) && page + 27 < head.length;) {
    const segments = head[page + 26] ?? 0;
    const packet = page + 27 + segments;
    if (startsWith(head, '\x01vorbis', packet)) return { kind: 'own', format: 'ogg-vorbis' };
    if (startsWith(head, 'OpusHead', packet)) return { kind: 'own', format: 'ogg-opus' };
    if (startsWith(head, '\x7fFLAC', packet)) return { kind: 'own', format: 'ogg-flac' };
    let next = packet;
    for (let i = 0; i < segments; i++) next += head[page + 27 + i] ?? 0;
    page = next;
  }
  return { kind: 'unknown' };
}

/** Two ADTS headers in a row, one frame apart (ISO/IEC 13818-7, section 6.2). */
function isAdts(head: Uint8Array): boolean {
  const isHeader = (at: number): boolean =>
    head[at] === 0xff && ((head[at + 1] ?? 0) & 0xf6) === 0xf0;
  if (!isHeader(0)) return false;
  const length = (((head[3] ?? 0) & 3) << 11) | ((head[4] ?? 0) << 3) | ((head[5] ?? 0) >> 5);
  return length >= 7 && isHeader(length);
}

function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
