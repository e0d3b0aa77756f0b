import { FLOAT_FORMAT, INTEGER_FORMAT } from './wav-layout.ts';

/**
 * Reads every sample of one channel into `out`.
 * @param at byte offset of the channel's first sample
 * @param stride bytes from one sample of the channel to its next
 */
export type SampleReader = (view: DataView, at: number, stride: number, out: Float32Array) => void;

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
  if (formatTag === FLOAT_FORMAT && sampleBytes === 4)
    return (view, at) => view.getFloat32(at, true);
  if (formatTag === FLOAT_FORMAT && sampleBytes === 8)
    return (view, at) => view.getFloat64(at, true);
  if (formatTag !== INTEGER_FORMAT) return undefined;
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
