// Makes the sample recording: writes the tune as MIDI, plays it with FluidSynth, encodes it as Ogg Vorbis.
// Run: node scripts/sample/compose.mjs   (needs fluidsynth, fluid-soundfont-gm and ffmpeg)
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import midiFile from 'midi-file';
import { arrange } from './arrange.mjs';
import { BEATS_PER_BAR, BEATS_PER_MINUTE, KEYS, MELODY } from './tune.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../media/sample');
const SOUND_FONT = process.env.SOUND_FONT ?? '/usr/share/sounds/sf2/FluidR3_GM.sf2';
const TITLE = 'First Light';
const TICKS_PER_BEAT = 960;

/** Seconds the last chord rings after its bar. */
const TAIL_SEC = 1;
const lengthSec = (MELODY.length * BEATS_PER_BAR * 60) / BEATS_PER_MINUTE + TAIL_SEC;

/** A MIDI track from events at absolute ticks. */
function track(name, events) {
  let lastTick = 0;
  const timed = events
    .toSorted((a, b) => a.tick - b.tick)
    .map(({ tick, ...event }) => {
      const deltaTime = tick - lastTick;
      lastTick = tick;
      return { deltaTime, ...event };
    });
  return [
    { deltaTime: 0, meta: true, type: 'trackName', text: name },
    ...timed,
    { deltaTime: 0, meta: true, type: 'endOfTrack' },
  ];
}

function conductorTrack() {
  return track(TITLE, [
    {
      tick: 0,
      meta: true,
      type: 'setTempo',
      microsecondsPerBeat: Math.round(6e7 / BEATS_PER_MINUTE),
    },
    {
      ...{ tick: 0, meta: true, type: 'timeSignature', numerator: BEATS_PER_BAR, denominator: 4 },
      ...{ metronome: 24, thirtyseconds: 8 },
    },
    ...KEYS.map(({ bar, sharps }) => ({
      ...{ tick: bar * BEATS_PER_BAR * TICKS_PER_BEAT, meta: true, type: 'keySignature' },
      ...{ key: sharps, scale: 0 },
    })),
  ]);
}

function partTrack({ name, channel, program, volume, pan, notes }) {
  const control = (controllerType, value) => ({
    tick: 0,
    channel,
    type: 'controller',
    controllerType,
    value,
  });
  return track(name, [
    { tick: 0, channel, type: 'programChange', programNumber: program },
    control(7, volume),
    control(10, pan),
    ...notes.flatMap(({ pitch, startBeat, beats, velocity }) => [
      {
        ...{ tick: Math.round(startBeat * TICKS_PER_BEAT), channel, type: 'noteOn' },
        ...{ noteNumber: pitch, velocity },
      },
      {
        ...{ tick: Math.round((startBeat + beats) * TICKS_PER_BEAT), channel, type: 'noteOff' },
        ...{ noteNumber: pitch, velocity: 0 },
      },
    ]),
  ]);
}

const parts = arrange(BEATS_PER_MINUTE / 60);
const midi = join(folder, 'first-light.reference.mid');
const tracks = [conductorTrack(), ...parts.map(partTrack)];
const header = { format: 1, numTracks: tracks.length, ticksPerBeat: TICKS_PER_BEAT };
writeFileSync(midi, Buffer.from(midiFile.writeMidi({ header, tracks })));

const scratch = mkdtempSync(join(tmpdir(), 'sample-'));
try {
  const wav = join(scratch, 'sample.wav');
  const render = [
    '-ni',
    '-q',
    '-r',
    '44100',
    '-g',
    '0.7',
    '-R',
    '1',
    '-C',
    '0',
    '-F',
    wav,
    SOUND_FONT,
    midi,
  ];
  execFileSync('fluidsynth', render, { stdio: 'inherit' });
  const filters = `atrim=end=${lengthSec},afade=t=out:st=${lengthSec - TAIL_SEC}:d=${TAIL_SEC},alimiter=limit=0.89:level=disabled`;
  const tags = [
    '-map_metadata',
    '-1',
    '-metadata',
    `title=${TITLE}`,
    '-metadata',
    'artist=Stemstave',
  ];
  const encode = [
    '-v',
    'error',
    '-y',
    '-i',
    wav,
    '-af',
    filters,
    ...tags,
    '-c:a',
    'libvorbis',
    '-q:a',
    '2',
  ];
  execFileSync('ffmpeg', [...encode, '-fflags', '+bitexact', join(folder, 'first-light.ogg')], {
    stdio: 'inherit',
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(
  `${parts.length} parts, ${parts.map(({ name, notes }) => `${name} ${notes.length}`).join(', ')}; ${lengthSec.toFixed(1)} s`,
);
