// Stands in for a decoder of compressed sounds, which would need WebAssembly where the view's policy
// forbids it: the sounds that ship are not compressed.
export const StbVorbis = {
  ready: Promise.resolve(),
  decode() {
    throw new Error('Compressed sounds cannot be read.');
  },
};
