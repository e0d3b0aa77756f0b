/** Samples a second of the recordings made here. */
const RATE = 22_050;

/** Seconds each tone lasts. */
const TONE_SEC = 0.5;

/** A plucked tone: a few partials that die away. */
function tone(frequency: number, sec: number): number {
  const partials = [1, 2, 3].map((n) => Math.sin(2 * Math.PI * n * frequency * sec) / n);
  return 0.25 * partials.reduce((sum, partial) => sum + partial, 0) * Math.exp(-3 * sec);
}

/** A short tune, one note after the other, as a 16-bit mono WAV file. */
export function tuneAsWav(pitches: readonly number[]): Buffer {
  const samplesPerTone = RATE * TONE_SEC;
  const sampleCount = pitches.length * samplesPerTone;
  const wav = Buffer.alloc(44 + 2 * sampleCount);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + 2 * sampleCount, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(2 * RATE, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(2 * sampleCount, 40);
  for (let index = 0; index < sampleCount; index++) {
    const pitch = pitches[Math.floor(index / samplesPerTone)] ?? 60;
    const frequency = 440 * 2 ** ((pitch - 69) / 12);
    const sample = tone(frequency, (index % samplesPerTone) / RATE);
    wav.writeInt16LE(Math.round(32_000 * sample), 44 + 2 * index);
  }
  return wav;
}

/** A major scale up and down. */
export const SCALE = [60, 62, 64, 65, 67, 69, 71, 72, 71, 69, 67, 65, 64, 62, 60, 60] as const;
