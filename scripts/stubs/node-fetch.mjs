// Stands in for a polyfill of `fetch`; every Node we run on has its own, and the model is read from disk.
export const { fetch } = globalThis;
export default fetch;
