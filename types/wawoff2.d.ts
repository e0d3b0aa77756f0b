declare module 'wawoff2/decompress.js' {
  /** The TrueType or OpenType file in a WOFF2 one. @throws if it is none */
  const decompress: (woff2: Uint8Array) => Promise<Uint8Array>;
  export = decompress;
}
