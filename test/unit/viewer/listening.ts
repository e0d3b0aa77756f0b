import type { Page } from 'playwright-core';
import type { EngineCommand } from '../../../src/viewer/playback/engine/messages.ts';

/** Samples of a stretch of sound as the page played it, with the audio clock of the last of them. */
export interface Heard {
  readonly loudness: number;
  /** The strongest frequency, as far as the analyser's bands tell. */
  readonly hz: number;
  readonly bandHz: number;
}

/**
 * Taps whatever the page sends to the loudspeakers. Text, because it must be there before the page's
 * own script, and a compiled function would miss the compiler's helpers.
 */
const TAP = `
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode && window.ear === undefined) {
      window.ear = new AnalyserNode(this.context, { fftSize: 16384, smoothingTimeConstant: 0 });
      connect.call(this, window.ear);
    }
    return connect.call(this, target, ...rest);
  };
`;

export async function tap(page: Page): Promise<void> {
  await page.addInitScript({ content: TAP });
}

/** What sounds now: the last third of a second. */
export async function listen(page: Page): Promise<Heard> {
  return page.evaluate(() => {
    const { ear } = window as unknown as { readonly ear?: AnalyserNode };
    if (ear === undefined) return { loudness: 0, hz: 0, bandHz: 0 };
    const samples = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(samples);
    const levels = new Float32Array(ear.frequencyBinCount);
    ear.getFloatFrequencyData(levels);
    const bandHz = ear.context.sampleRate / ear.fftSize;
    const loudness = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
    return { loudness, hz: levels.indexOf(Math.max(...levels)) * bandHz, bandHz };
  });
}

/** The loudest that was heard within some time. */
export async function loudest(page: Page, forMs: number): Promise<number> {
  let most = 0;
  for (const end = Date.now() + forMs; Date.now() < end;) {
    most = Math.max(most, (await listen(page)).loudness);
    await page.waitForTimeout(30);
  }
  return most;
}

/** One frame of the page: where the cursor was, and the audio clock. */
export interface CursorFrame {
  readonly contextSec: number;
  readonly div: number;
}

/**
 * Watches cursor and sound, frame by frame.
 * @returns the cursor at each frame, and the moments of the audio clock at which a knock began
 */
export async function watch(
  page: Page,
  forMs: number,
): Promise<{ readonly frames: CursorFrame[]; readonly knocksSec: number[] }> {
  // The button says “Pause” while the sounds are still loading; until then there is nothing to tap.
  await page.waitForFunction(() => 'ear' in window);
  return page.evaluate(`(${WATCH})(${forMs})`);
}

const WATCH = `(lengthMs) => new Promise((resolve) => {
  const frames = [];
  const knocksSec = [];
  const whole = new Float32Array(window.ear.fftSize);
  const samples = whole.subarray(-4096);
  const { context } = window.ear;
  const end = performance.now() + lengthMs;
  const timer = setInterval(() => {
    window.ear.getFloatTimeDomainData(whole);
    // The analyser's last sample is the last one rendered.
    const now = context.currentTime;
    for (let i = 1200; i < samples.length; i++) {
      if (Math.abs(samples[i]) < 0.2) continue;
      if (samples.subarray(i - 1200, i - 60).some((x) => Math.abs(x) > 0.02)) continue;
      const sec = now - (samples.length - i) / context.sampleRate;
      if (sec - (knocksSec.at(-1) ?? -1) > 0.2) knocksSec.push(sec);
      break;
    }
  }, 8);
  const frame = () => {
    const cursor = document.querySelector('.stemstave-cursor');
    frames.push({ contextSec: context.currentTime, div: Number(cursor?.dataset.div) });
    if (performance.now() < end) return void requestAnimationFrame(frame);
    clearInterval(timer);
    resolve({ frames, knocksSec });
  };
  requestAnimationFrame(frame);
})`;

/** A knock every so often, as the bytes of a WAV file. */
export function knockingWav(lengthSec: number, everySec: number): Uint8Array {
  return wav({ lengthSec, sampleRate: 48_000 }, (sec) => {
    const since = sec % everySec;
    return 0.9 * Math.cos(2 * Math.PI * 700 * since) * Math.exp(-since / 0.01);
  });
}

/** A tone that never changes, as the bytes of a WAV file; below 8 kHz. */
export function toneWav(lengthSec: number, hz: number): Uint8Array {
  return wav({ lengthSec, sampleRate: 16_000 }, (sec) => 0.2 * Math.sin(2 * Math.PI * hz * sec));
}

function wav(
  { lengthSec, sampleRate }: { readonly lengthSec: number; readonly sampleRate: number },
  at: (sec: number) => number,
): Uint8Array {
  const count = lengthSec * sampleRate;
  const bytes = Buffer.alloc(44 + 2 * count);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * count, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(2 * sampleRate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * count, 40);
  for (let i = 0; i < count; i++) {
    bytes.writeInt16LE(Math.round(at(i / sampleRate) * 32_767), 44 + 2 * i);
  }
  return bytes;
}

/** How loud a frequency is at this moment, in decibels. */
export async function levelAt(page: Page, hz: number): Promise<number> {
  return page.evaluate((wanted) => {
    const { ear } = window as unknown as { readonly ear?: AnalyserNode };
    if (ear === undefined) return -Infinity;
    const levels = new Float32Array(ear.frequencyBinCount);
    ear.getFloatFrequencyData(levels);
    const band = Math.round(wanted / (ear.context.sampleRate / ear.fftSize));
    return Math.max(...levels.subarray(band - 2, band + 3));
  }, hz);
}

/** Writes down what the page tells its sound engine, but for samples and notes. */
export async function noteCommands(page: Page): Promise<void> {
  await page.addInitScript({
    content: `
      window.commands = [];
      const post = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (message, ...rest) {
        const { type } = message ?? {};
        if (['clicks', 'metronome', 'speed', 'loop', 'play', 'stop'].includes(type)) {
          window.commands.push(structuredClone(message));
        }
        return post.call(this, message, ...rest);
      };
    `,
  });
}

/** What the page has told its sound engine so far. */
export async function commandsOf(page: Page): Promise<readonly EngineCommand[]> {
  const text = await page.evaluate(() =>
    JSON.stringify((window as unknown as { commands: unknown }).commands, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? { array: Array.from(value as Float64Array) } : value,
    ),
  );
  return JSON.parse(text, (key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('array' in value)) return value;
    const numbers = value.array as number[];
    return key === 'secs' ? Float64Array.from(numbers) : Uint8Array.from(numbers);
  }) as readonly EngineCommand[];
}

/** Keeps what the page gives its sound engine of a recording that is streamed. */
export async function keepChunks(page: Page): Promise<void> {
  await page.addInitScript({
    content: `
      window.chunks = new Map();
      const post = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (message, ...rest) {
        if (message?.type === 'chunk') {
          window.chunks.set(message.chunk, message.channels.map((channel) => channel.slice()));
        }
        return post.call(this, message, ...rest);
      };
    `,
  });
}

/**
 * Stops the audio clock for as long as anything is on its way that the sound engine has asked for, so
 * that what is heard does not depend on how fast this machine brings it.
 */
export async function waitForChunks(page: Page): Promise<void> {
  await page.addInitScript({
    content: `
      const missing = new Set();
      let context;
      const turn = () => void (missing.size > 0 ? context.suspend() : context.resume());
      window.AudioWorkletNode = class extends AudioWorkletNode {
        constructor(...rest) {
          super(...rest);
          context = this.context;
          this.port.addEventListener('message', ({ data }) => {
            if (data.type !== 'wants') return;
            missing.clear();
            for (const chunk of data.chunks) missing.add(chunk);
            turn();
          });
          const post = this.port.postMessage.bind(this.port);
          this.port.postMessage = (message, ...rest) => {
            post(message, ...rest);
            if (message.type === 'chunk') missing.delete(message.chunk);
            else if (message.type === 'stream') missing.clear();
            else return;
            turn();
          };
        }
      };
    `,
  });
}

/**
 * Compares the first chunks that the page gave its sound engine, laid end to end, with a WAV file that
 * holds more than them, as the browser decodes it whole.
 * @returns the largest difference of two samples, in each channel, and how many were compared
 */
export async function chunksAgainst(
  page: Page,
  count: number,
  wav: ArrayBuffer,
): Promise<{ readonly worst: readonly number[]; readonly sampleCount: number }> {
  await page.waitForFunction((wanted) => {
    const { chunks } = window as unknown as { readonly chunks: Map<number, unknown> };
    return Array.from({ length: wanted }, (_, i) => i).every((chunk) => chunks.has(chunk));
  }, count);
  return page.evaluate(
    async ({ base64, wanted }) => {
      const { chunks, ear } = window as unknown as {
        readonly chunks: Map<number, Float32Array[]>;
        readonly ear: AnalyserNode;
      };
      const context = new OfflineAudioContext(2, 1, ear.context.sampleRate);
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const whole = await context.decodeAudioData(bytes.buffer);
      const worst = [0, 0];
      let sampleCount = 0;
      for (let chunk = 0; chunk < wanted; chunk++) {
        const channels = chunks.get(chunk) ?? [];
        channels.forEach((samples, c) => {
          const held = whole.getChannelData(c).subarray(sampleCount);
          samples.forEach((sample, i) => {
            worst[c] = Math.max(worst[c] ?? 0, Math.abs(sample - (held[i] ?? Infinity)));
          });
        });
        sampleCount += channels[0]?.length ?? 0;
      }
      return { worst, sampleCount };
    },
    { base64: Buffer.from(wav).toString('base64'), wanted: count },
  );
}

/** A third of a second of sound. */
export interface HeardWindow {
  /** How much of it is one tone and nothing else, 0–1. */
  readonly purity: number;
  /** Its softest hundredth of a second, beside all of it. */
  readonly quietest: number;
}

/** Listens without a pause from the first sound on, to a recording that is one tone. */
export async function heardWindows(
  page: Page,
  { forMs, hz }: { readonly forMs: number; readonly hz: number },
): Promise<readonly HeardWindow[]> {
  await page.waitForFunction(() => {
    const { ear } = window as unknown as { readonly ear?: AnalyserNode };
    if (ear === undefined) return false;
    const samples = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(samples);
    return [0, 0.25, 0.5, 0.75, 0.98].every((share) => {
      const from = Math.floor(share * samples.length);
      return samples.subarray(from, from + 300).some((x) => Math.abs(x) > 0.01);
    });
  });
  return page.evaluate(`(${WINDOWS})(${forMs}, ${hz})`);
}

const WINDOWS = `(lengthMs, hz) => new Promise((resolve) => {
  const windows = [];
  const { ear } = window;
  const samples = new Float32Array(ear.fftSize);
  const turn = (2 * Math.PI * hz) / ear.context.sampleRate;
  const end = performance.now() + lengthMs;
  const look = () => {
    ear.getFloatTimeDomainData(samples);
    let [sine, cosine, energy] = [0, 0, 0];
    const slots = new Float64Array(Math.floor(samples.length / 480));
    samples.forEach((x, i) => {
      sine += x * Math.sin(turn * i);
      cosine += x * Math.cos(turn * i);
      energy += x * x;
      const slot = Math.floor(i / 480);
      if (slot < slots.length) slots[slot] += x * x;
    });
    const purity = (2 * (sine ** 2 + cosine ** 2)) / samples.length / energy;
    const quietest = Math.sqrt(Math.min(...slots) / 480 / (energy / samples.length));
    windows.push({ purity, quietest });
    if (performance.now() < end) return;
    clearInterval(timer);
    resolve(windows);
  };
  const timer = setInterval(look, 150);
})`;
