// AssemblyScript, compiled to WebAssembly by the build: the two inner loops of the note model.
// All lengths and steps are in bytes unless they say otherwise; the caller lays out the memory.

/** Frames computed side by side, so that each weight is read once for four of them. */
const BLOCK: i32 = 4;

/**
 * Eight outputs from single inputs: out[t][0…7] = relu(bias + Σ x[t × step + offset] × weight[0…7]), for
 * `frames` (a multiple of four) frames t and `taps` pairs of offset and eight weights.
 */
export function spread(
  frames: i32,
  x: usize,
  xStep: usize,
  taps: i32,
  offsets: usize,
  weights: usize,
  bias: usize,
  out: usize,
  outStep: usize,
  isRectified: bool,
): void {
  const biasLow = v128.load(bias);
  const biasHigh = v128.load(bias, 16);
  const floor = f32x4.splat(isRectified ? 0 : -Infinity);
  for (let t = 0; t < frames; t += BLOCK) {
    let a0 = biasLow,
      a1 = biasLow,
      a2 = biasLow,
      a3 = biasLow;
    let b0 = biasHigh,
      b1 = biasHigh,
      b2 = biasHigh,
      b3 = biasHigh;
    let w = weights;
    let at = offsets;
    const end = offsets + ((<usize>taps) << 2);
    while (at < end) {
      const from = x + <usize>load<u32>(at);
      const low = v128.load(w);
      const high = v128.load(w, 16);
      const x0 = v128.load32_splat(from);
      const x1 = v128.load32_splat(from + xStep);
      const x2 = v128.load32_splat(from + 2 * xStep);
      const x3 = v128.load32_splat(from + 3 * xStep);
      a0 = f32x4.add(a0, f32x4.mul(x0, low));
      b0 = f32x4.add(b0, f32x4.mul(x0, high));
      a1 = f32x4.add(a1, f32x4.mul(x1, low));
      b1 = f32x4.add(b1, f32x4.mul(x1, high));
      a2 = f32x4.add(a2, f32x4.mul(x2, low));
      b2 = f32x4.add(b2, f32x4.mul(x2, high));
      a3 = f32x4.add(a3, f32x4.mul(x3, low));
      b3 = f32x4.add(b3, f32x4.mul(x3, high));
      w += 32;
      at += 4;
    }
    v128.store(out, f32x4.pmax(a0, floor));
    v128.store(out, f32x4.pmax(b0, floor), 16);
    v128.store(out + outStep, f32x4.pmax(a1, floor));
    v128.store(out + outStep, f32x4.pmax(b1, floor), 16);
    v128.store(out + 2 * outStep, f32x4.pmax(a2, floor));
    v128.store(out + 2 * outStep, f32x4.pmax(b2, floor), 16);
    v128.store(out + 3 * outStep, f32x4.pmax(a3, floor));
    v128.store(out + 3 * outStep, f32x4.pmax(b3, floor), 16);
    x += 4 * xStep;
    out += 4 * outStep;
  }
}

/**
 * One output from rows of inputs: out[t] = bias + Σ x[t × step + offset …] · weights, for `frames` (a multiple
 * of four) frames t and `taps` rows of `rowBytes` (a multiple of 16).
 */
export function gather(
  frames: i32,
  x: usize,
  xStep: usize,
  taps: i32,
  offsets: usize,
  rowBytes: usize,
  weights: usize,
  bias: f32,
  out: usize,
  outStep: usize,
): void {
  for (let t = 0; t < frames; t += BLOCK) {
    let a0 = f32x4.splat(0),
      a1 = a0,
      a2 = a0,
      a3 = a0;
    let w = weights;
    for (let tap = 0; tap < taps; tap++) {
      let from = x + <usize>load<u32>(offsets + ((<usize>tap) << 2));
      const end = from + rowBytes;
      while (from < end) {
        const weight = v128.load(w);
        a0 = f32x4.add(a0, f32x4.mul(v128.load(from), weight));
        a1 = f32x4.add(a1, f32x4.mul(v128.load(from + xStep), weight));
        a2 = f32x4.add(a2, f32x4.mul(v128.load(from + 2 * xStep), weight));
        a3 = f32x4.add(a3, f32x4.mul(v128.load(from + 3 * xStep), weight));
        w += 16;
        from += 16;
      }
    }
    store<f32>(out, bias + sum(a0));
    store<f32>(out + outStep, bias + sum(a1));
    store<f32>(out + 2 * outStep, bias + sum(a2));
    store<f32>(out + 3 * outStep, bias + sum(a3));
    x += 4 * xStep;
    out += 4 * outStep;
  }
}

function sum(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) +
    f32x4.extract_lane(a, 1) +
    f32x4.extract_lane(a, 2) +
    f32x4.extract_lane(a, 3)
  );
}
