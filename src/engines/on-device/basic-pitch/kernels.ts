/** The inner loops of the note model, as `assembly/convolve.ts` exports them: see there. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly spread: (
    frames: number,
    x: number,
    xStep: number,
    taps: number,
    offsets: number,
    weights: number,
    bias: number,
    out: number,
    outStep: number,
    isRectified: boolean,
  ) => void;
  readonly gather: (
    frames: number,
    x: number,
    xStep: number,
    taps: number,
    offsets: number,
    rowBytes: number,
    weights: number,
    bias: number,
    out: number,
    outStep: number,
  ) => void;
}

const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;

/** Hands out pieces of WebAssembly's memory, zeroed; they are never given back. */
export class Arena {
  readonly kernels: Kernels;
  private next = ALIGNMENT;

  constructor(wasm: Uint8Array<ArrayBuffer>) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
    this.kernels = exports as unknown as Kernels;
  }

  /** @returns the address of `length` 32-bit numbers */
  allocate(length: number): number {
    const at = this.next;
    this.next += Math.ceil((length * 4) / ALIGNMENT) * ALIGNMENT;
    const { memory } = this.kernels;
    const missing = Math.ceil((this.next - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
    return at;
  }

  floats(values: ArrayLike<number>): number {
    const at = this.allocate(values.length);
    this.view(at, values.length).set(values);
    return at;
  }

  offsets(values: readonly number[]): number {
    const at = this.allocate(values.length);
    new Uint32Array(this.kernels.memory.buffer, at, values.length).set(values);
    return at;
  }

  /** Valid until more memory is allocated. */
  view(at: number, length: number): Float32Array {
    return new Float32Array(this.kernels.memory.buffer, at, length);
  }
}
