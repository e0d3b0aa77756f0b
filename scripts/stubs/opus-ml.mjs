// Stands in for a 4 MB speech enhancer that the Opus decoder only loads when asked to; we never ask.
export const OpusMLDecoder = undefined;
export const OpusMLDecoderWebWorker = undefined;
