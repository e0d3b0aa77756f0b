/**
 * Reads every sample of one channel into `out`.
 * @param at byte offset of the channel's first sample
 * @param stride bytes from one sample of the channel to its next
 */
export type SampleReader = (view: DataView, at: number, stride: number, out: Float32Array) => void;

/** The two kinds of samples a WAVE file names by number (mmreg.h). */
const INTEGER = 1;
const FLOAT = 3;

/** How to read samples of this format tag and container size; `undefined` if nobody here can. */
export function sampleReader(formatTag: number, sampleBytes: number): SampleReader | undefined {
  const get = getter(formatTag, sampleBytes);
  if (get === undefined) return undefined;
  return (view, at, stride, out) => {
    for (let i = 0, offset = at; i < out.length; i++, offset += stride) out[i] = get(view, offset);
  };
}

function getter(
  formatTag: number,
  sampleBytes: number,
): ((view: DataView, at: number) => number) | undefined {
  if (formatTag === FLOAT && sampleBytes === 4) return (view, at) => view.getFloat32(at, true);
  if (formatTag === FLOAT && sampleBytes === 8) return (view, at) => view.getFloat64(at, true);
  if (formatTag !== INTEGER) return undefined;
  switch (sampleBytes) {
    case 1: // the one unsigned width
      return (view, at) => (view.getUint8(at) - 128) / 128;
    case 2:
      return (view, at) => view.getInt16(at, true) / 0x8000;
    case 3:
      return (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 0x80_0000;
    case 4:
      return (view, at) => view.getInt32(at, true) / 0x8000_0000;
    default:
      return undefined;
  }
}
