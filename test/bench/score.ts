/**
 * How well performances are written as scores: the excerpts of `../shared/notation/dev` through the
 * same path a `.mid` takes in the product, marked by the scorer there; the same after a bad
 * transcription; the same with the true beats given; MuseScore's import, where that is installed; then
 * how time grows with the number of notes.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readMidi } from '../../src/formats/midi/read.ts';
import { scoreOfDocument } from '../../src/formats/midi/score-of-document.ts';
import { writeMusicXml } from '../../src/formats/musicxml/write.ts';
import { estimateFrame } from '../../src/score/estimate-frame.ts';
import { inferScore } from '../../src/score/infer-score.ts';
import { compareNotes } from '../../src/transcription/model.ts';
import type { Transcription } from '../../src/transcription/model.ts';
import { transcribedBadly } from './transcribed-badly.ts';
import { trueFrame } from './true-frame.ts';

const NOTATION = resolve('../shared/notation');

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function marks(folder: string, label: string): void {
  const out = execFileSync(
    'python3',
    [join(NOTATION, 'eval.py'), join(NOTATION, 'dev'), folder, '--label', label],
    { encoding: 'utf8' },
  );
  print(out.trimEnd());
}

function markExcerpts(): void {
  const dev = join(NOTATION, 'dev');
  if (!existsSync(dev)) {
    print('Skipped: ../shared/notation is not here.');
    return;
  }
  const root = mkdtempSync(join(tmpdir(), 'stemstave-score-'));
  const ours = join(root, 'stemstave');
  mkdirSync(ours);
  const ids = readdirSync(dev).sort();
  for (const id of ids) {
    const document = readMidi(new Uint8Array(readFileSync(join(dev, id, 'perf.mid'))));
    writeFileSync(join(ours, `${id}.musicxml`), writeMusicXml(scoreOfDocument(document)));
  }
  marks(ours, 'Stemstave');

  const noisy = join(root, 'noisy');
  mkdirSync(noisy);
  ids.forEach((id, index) => {
    const { performance: heard } = readMidi(readFileSync(join(dev, id, 'perf.mid')));
    const performance_ = transcribedBadly(heard, 1 + index);
    const frame = estimateFrame(performance_, []);
    const score = inferScore({ title: '', performance: performance_, frame, corrections: [] });
    writeFileSync(join(noisy, `${id}.musicxml`), writeMusicXml(score));
  });
  marks(noisy, '10 % missed, 10 % ghosts, 20 ms jitter');

  const given = join(root, 'true-beats');
  mkdirSync(given);
  for (const id of ids) {
    const { performance: heard } = readMidi(readFileSync(join(dev, id, 'perf.mid')));
    const frame = trueFrame(join(dev, id, 'meta.json'));
    const score = inferScore({ title: '', performance: heard, frame, corrections: [] });
    writeFileSync(join(given, `${id}.musicxml`), writeMusicXml(score));
  }
  marks(given, 'true beats given');

  const theirs = join(root, 'musescore');
  mkdirSync(theirs);
  for (const id of ids) {
    const { error } = spawnSync(
      'mscore3',
      ['-o', join(theirs, `${id}.musicxml`), join(dev, id, 'perf.mid')],
      { env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' }, stdio: 'ignore' },
    );
    if (error !== undefined) {
      print('MuseScore 3 is not installed: no comparison.');
      return;
    }
  }
  marks(theirs, 'MuseScore 3');
}

/** A trio of `count` notes at a steady tempo with a player's unevenness, the same every time. */
function trio(count: number): Transcription {
  let seed = 1;
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const part = (notes: number, pitches: readonly number[], chord: number) => {
    const made = [];
    for (let sec = 0.5; made.length < notes; sec += random() < 0.3 ? 0.5 : 0.25) {
      for (let voice = 0; voice < chord; voice += 1) {
        const pitch = (pitches[Math.floor(random() * pitches.length)] ?? 60) + 4 * voice;
        const startSec = sec + 0.01 * random();
        made.push({ pitch, startSec, endSec: startSec + 0.2, velocity: 0.7 });
      }
    }
    return made.sort(compareNotes);
  };
  const instruments = [
    { name: 'Piano', program: 0, isDrum: false, notes: part(count / 2, [48, 52, 55, 60, 67], 3) },
    { name: 'Bass', program: 33, isDrum: false, notes: part(count / 4, [36, 43, 41], 1) },
    { name: 'Drums', program: 0, isDrum: true, notes: part(count / 4, [36, 38, 42], 1) },
  ];
  const ends = instruments.map((each) => each.notes.at(-1)?.endSec ?? 0);
  return { instruments, durationSec: Math.max(...ends) };
}

function growth(): void {
  print('notes    beats ms  score ms');
  for (const count of [1000, 3000, 10_000, 30_000, 100_000]) {
    const performance_ = trio(count);
    const start = performance.now();
    const frame = estimateFrame(performance_, []);
    const middle = performance.now();
    inferScore({ title: '', performance: performance_, frame, corrections: [] });
    const end = performance.now();
    const column = (ms: number): string => ms.toFixed(0).padStart(8);
    print(`${String(count).padEnd(8)} ${column(middle - start)}  ${column(end - middle)}`);
  }
}

markExcerpts();
growth();
