/**
 * A recording of nothing much, 16 bits.
 * @param rate samples a second
 */
export function longWav(seconds: number, { rate = 48_000, channels = 2 } = {}): Buffer {
  const frameBytes = 2 * channels;
  const dataBytes = seconds * rate * frameBytes;
  const bytes = Buffer.alloc(44 + dataBytes, 3);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + dataBytes, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * frameBytes, 28);
  bytes.writeUInt16LE(frameBytes, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes, 40);
  return bytes;
}
