import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  createOnDeviceEngine,
  type OnDeviceEngineOptions,
} from '../../../src/engines/on-device/engine.ts';
import type { EngineProgress, HeardNote } from '../../../src/engines/engine.ts';
import type { Transcription } from '../../../src/transcription/model.ts';
import {
  encodeWav,
  noise,
  playNotes,
  temporaryFolder,
  writeTemporary,
  type PlayedNote,
} from './sound.ts';

const dist =
  process.env['STEMSTAVE_DIST'] ?? fileURLToPath(new URL('../../../dist', import.meta.url));
const isBuilt = existsSync(join(dist, 'engine-worker.js'));
const skip = isBuilt ? false : 'run `npm run build` first';
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

const MELODY: readonly PlayedNote[] = [60, 64, 67, 72, 71, 67, 65, 62].map((pitch, i) => ({
  pitch,
  startSec: 0.4 + i * 0.45,
  endSec: 0.4 + i * 0.45 + 0.4,
}));
const SECONDS = 4.5;

interface Run {
  readonly transcription: Transcription;
  readonly progress: readonly EngineProgress[];
}

async function listen(path: string, options: Partial<OnDeviceEngineOptions> = {}): Promise<Run> {
  const engine = createOnDeviceEngine({
    workerPath: join(dist, 'engine-worker.js'),
    assetsDir: dist,
    maxWorkers: 1,
    ...options,
  });
  const progress: EngineProgress[] = [];
  const signal = new AbortController().signal;
  const transcription = await engine.transcribe(
    { path },
    {},
    (each) => progress.push(each),
    signal,
  );
  return { transcription, progress };
}

function melodyWav(context: TestContext, name = 'melody.wav'): string {
  return writeTemporary(context, name, encodeWav([playNotes(MELODY, SECONDS, 44_100)], 44_100));
}

function assertHearsMelody({ instruments, durationSec }: Transcription): void {
  assert.ok(Math.abs(durationSec - SECONDS) < 0.03, `${durationSec} s long`);
  const heard = instruments.flatMap(({ notes }) => notes);
  for (const { pitch, startSec } of MELODY) {
    const found = heard.some((n) => n.pitch === pitch && Math.abs(n.startSec - startSec) <= 0.05);
    assert.ok(found, `no ${pitch} at ${startSec}: ${JSON.stringify(heard)}`);
  }
  assert.ok(heard.length <= MELODY.length * 1.5, `${heard.length} notes`);
}

test('a known melody is heard: pitches, and onsets within 50 ms', { skip }, async (context) => {
  const { transcription, progress } = await listen(melodyWav(context));
  assertHearsMelody(transcription);
  assert.equal(transcription.instruments.length, 1, 'one instrument, one part; no drums imagined');
  const fractions = progress.map(({ fraction }) => fraction ?? 0);
  assert.deepEqual(
    fractions,
    fractions.toSorted((a, b) => a - b),
    'progress never goes back',
  );
  assert.equal(fractions.at(-1), 1);
  const counts = progress.flatMap(({ notesSoFar }) => notesSoFar ?? []);
  assert.deepEqual(
    counts,
    counts.toSorted((a, b) => a - b),
  );
  assert.ok((counts.at(-1) ?? 0) >= MELODY.length, 'notes are counted as they are heard');
});

test('one listener and three hear the same, across all seams', { skip }, async (context) => {
  // Long notes that lie over the seams between chunks, 6.5 s apart, and more of them.
  const seconds = 15;
  const notes = [48, 60, 67].flatMap((pitch, i) =>
    [0, 1].map((k) => ({ pitch, startSec: 0.5 + i + k * 5.5, endSec: 0.5 + i + k * 5.5 + 4.5 })),
  );
  const hiss = noise(seconds * 22_050).map((x) => x * 0.001);
  const wav = encodeWav([playNotes(notes, seconds, 22_050, 0.1), hiss], 22_050);
  const path = writeTemporary(context, 'long.wav', wav);
  const one = await listen(path, { maxWorkers: 1 });
  const three = await listen(path, { maxWorkers: 3 });
  assert.deepEqual(three.transcription, one.transcription);
  const told = ({ progress }: Run): HeardNote[] =>
    progress.flatMap(({ notesHeard }) => notesHeard?.notes ?? []);
  assert.deepEqual(told(three), told(one), 'what is told on the way is in order, whoever listens');
  const begun = told(one).filter(({ isContinued }) => !isContinued);
  assert.equal(begun.length, one.progress.findLast((each) => each.notesSoFar)?.notesSoFar);
  for (const { pitch, startSec } of notes) {
    const found = begun.filter(
      (note) => note.pitch === pitch && Math.abs(note.startSec - startSec) <= 0.05,
    );
    assert.equal(found.length, 1, `${pitch} at ${startSec} is told once`);
  }
  const heard = one.transcription.instruments.flatMap((instrument) => instrument.notes);
  for (const { pitch, startSec } of notes) {
    const found = heard.filter((n) => n.pitch === pitch && Math.abs(n.startSec - startSec) <= 0.05);
    assert.equal(found.length, 1, `${pitch} at ${startSec}`);
    assert.ok((found[0]?.endSec ?? 0) > startSec + 1.5, 'not cut at the seam');
  }
});

const ENCODED: readonly [string, readonly string[]][] = [
  ['mp3', ['-c:a', 'libmp3lame', '-b:a', '128k']],
  ['flac', ['-c:a', 'flac', '-sample_fmt', 's32']],
  ['ogg', ['-c:a', 'libvorbis', '-q:a', '4', '-ac', '2']],
  ['opus', ['-c:a', 'libopus', '-b:a', '96k']],
  ['oga', ['-c:a', 'flac']],
  ['m4a', ['-c:a', 'aac', '-b:a', '128k']],
];
for (const [ending, codec] of ENCODED) {
  const without = hasFfmpeg ? skip : 'no ffmpeg to make the file with';
  test(
    `the melody is heard in .${ending}, whatever the file is called`,
    { skip: without },
    async (context) => {
      const wav = melodyWav(context);
      const encoded = join(temporaryFolder(context), `a.${ending}`);
      execFileSync('ffmpeg', ['-v', 'error', '-i', wav, ...codec, encoded]);
      const misnamed = writeTemporary(context, 'wrong.wav', readFileSync(encoded));
      assertHearsMelody((await listen(misnamed)).transcription);
    },
  );
}

for (const [channels, rate] of [
  [8, 44_100],
  [1, 8000],
  [2, 192_000],
] as const) {
  test(`${channels} channel(s) at ${rate} Hz are heard`, { skip }, async (context) => {
    const sound = playNotes(MELODY, SECONDS, rate);
    const wav = encodeWav(
      Array.from({ length: channels }, () => sound),
      rate,
      { extensible: true },
    );
    assertHearsMelody((await listen(writeTemporary(context, 'a.wav', wav))).transcription);
  });
}

test('a recording that is cut off is heard as far as it goes', { skip }, async (context) => {
  const whole = encodeWav([playNotes(MELODY, SECONDS, 44_100)], 44_100);
  const path = writeTemporary(context, 'cut.wav', whole.subarray(0, whole.length / 2));
  const { transcription } = await listen(path);
  assert.ok(Math.abs(transcription.durationSec - SECONDS / 2) < 0.03);
  assert.ok(transcription.instruments.flatMap(({ notes }) => notes).length >= 3);
});

test('one second is enough', { skip }, async (context) => {
  const sound = playNotes([{ pitch: 69, startSec: 0.2, endSec: 0.9 }], 1, 44_100);
  const { transcription } = await listen(
    writeTemporary(context, 'a.wav', encodeWav([sound], 44_100)),
  );
  assert.deepEqual(
    transcription.instruments.flatMap(({ notes }) => notes.map((n) => n.pitch)),
    [69],
  );
});

const BAD: readonly [string, () => Uint8Array, string][] = [
  ['nothing at all', () => new Uint8Array(0), 'file-empty'],
  ['text', () => new TextEncoder().encode('This is not a song. '.repeat(500)), 'not-audio'],
  [
    'a picture under the name of a song',
    () => new Uint8Array(Buffer.from('89504e470d0a1a0a', 'hex')),
    'not-audio',
  ],
  ['random bytes', () => new Uint8Array(noise(20_000).map((x) => (x + 1) * 127)), 'not-audio'],
  ['the head of a WAV only', () => encodeWav([noise(9)], 44_100).subarray(0, 30), 'audio-damaged'],
  ['a WAV without samples', () => encodeWav([new Float32Array(0)], 44_100), 'no-notes'],
  ['silence', () => encodeWav([new Float32Array(60_000)], 22_050), 'no-notes'],
  [
    'a FLAC of rubbish',
    () => new Uint8Array([...Buffer.from('fLaC'), ...new Uint8Array(5000).fill(7)]),
    'audio-damaged',
  ],
  [
    'an Opus head without sound',
    () =>
      new Uint8Array([
        ...Buffer.from('OggS'),
        ...new Uint8Array(22),
        1,
        8,
        ...Buffer.from('OpusHead'),
      ]),
    'audio-damaged',
  ],
];
for (const [what, bytes, code] of BAD) {
  test(`${what}: a sentence, not a crash`, { skip }, async (context) => {
    const path = writeTemporary(context, 'song.wav', bytes());
    await assert.rejects(listen(path), (error: { code?: unknown; message: string }) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, /^[A-Z].*\.$/s);
      return true;
    });
  });
}

test('a folder, a missing file and a locked one are told apart', { skip }, async (context) => {
  const folder = temporaryFolder(context);
  await assert.rejects(listen(folder), { code: 'not-a-file' });
  await assert.rejects(listen(join(folder, 'gone.wav')), { code: 'file-not-found' });
  if (process.getuid?.() === 0) return; // root may read everything
  const locked = writeTemporary(context, 'locked.wav', encodeWav([noise(9)], 44_100));
  chmodSync(locked, 0);
  await assert.rejects(listen(locked), { code: 'file-unreadable' });
});

test('M4A without ffmpeg says what to do', { skip }, async (context) => {
  const head = Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0', 'latin1');
  const path = writeTemporary(context, 'song.m4a', new Uint8Array(head));
  await assert.rejects(listen(path, { ffmpegPath: '/nowhere/ffmpeg' }), {
    code: 'ffmpeg-missing',
    message: /Install ffmpeg.*convert.*Apikley/s,
    action: 'choose-engine',
  });
});

test(
  'M4A that ffmpeg cannot decode is a damaged recording',
  { skip: hasFfmpeg ? skip : 'no ffmpeg' },
  async (context) => {
    const head = Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0', 'latin1');
    await assert.rejects(listen(writeTemporary(context, 'song.m4a', new Uint8Array(head))), {
      code: 'audio-damaged',
    });
  },
);

test('cancelling rejects at once, before and during the work', { skip }, async (context) => {
  const path = writeTemporary(context, 'a.wav', encodeWav([noise(60 * 22_050)], 22_050));
  const engine = createOnDeviceEngine({
    workerPath: join(dist, 'engine-worker.js'),
    assetsDir: dist,
  });
  const aborted = AbortSignal.abort();
  await assert.rejects(
    engine.transcribe({ path }, {}, () => undefined, aborted),
    { code: 'cancelled' },
  );
  const controller = new AbortController();
  const onProgress = ({ message }: EngineProgress): void => {
    if (message === 'Listening for notes') controller.abort();
  };
  await assert.rejects(engine.transcribe({ path }, {}, onProgress, controller.signal), {
    code: 'cancelled',
  });
});

test(
  'no thread and no process outlives its job',
  { skip: process.platform === 'win32' ? 'needs a shell script' : skip },
  async (context) => {
    // An ffmpeg that never says anything, and notes its process id.
    const folder = temporaryFolder(context);
    const [script, pidFile] = [join(folder, 'ffmpeg'), join(folder, 'pid')];
    writeFileSync(script, `#!/bin/sh\necho $$ > '${pidFile}'\nexec sleep 1000\n`);
    chmodSync(script, 0o755);
    const path = writeTemporary(
      context,
      'a.m4a',
      new Uint8Array(Buffer.from('\0\0\0\x20ftypM4A ', 'latin1')),
    );
    const engine = createOnDeviceEngine({
      workerPath: join(dist, 'engine-worker.js'),
      assetsDir: dist,
      ffmpegPath: script,
    });
    const controller = new AbortController();
    const job = engine.transcribe({ path }, {}, () => undefined, controller.signal);
    job.catch(() => undefined);
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const pid = Number(readFileSync(pidFile, 'utf8'));
    controller.abort();
    await assert.rejects(job, { code: 'cancelled' });
    // The process may still be a zombie for a moment until it is reaped.
    for (let i = 0; i < 200 && isAlive(pid); i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(isAlive(pid), false);
    const threads = process
      .getActiveResourcesInfo()
      .filter((name) => /worker|messageport/i.test(name));
    assert.deepEqual(threads, []);
  },
);

/** A process that has ended and waits to be collected is not alive, however busy the computer is. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
}
