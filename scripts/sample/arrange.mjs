// Turns the tune into four played parts. Times here are beats from the start; a player's small
// unevenness is added last, from a fixed seed, so that every rendering is the same.
import { BEATS_PER_BAR, CHORDS, HARMONY, MELODY } from './tune.mjs';

/**
 * @typedef {object} PlayedNote
 * @property {number} pitch MIDI note number
 * @property {number} startBeat beats from the start, after the player's unevenness
 * @property {number} beats how long it sounds
 * @property {number} velocity 1–127
 */

/** General MIDI drum keys. */
const KICK = 36;
const SNARE = 38;
const CLOSED_HAT = 42;
const OPEN_HAT = 46;
const CRASH = 49;

const LAST_BAR = MELODY.length - 1;
const PHRASE_BARS = 4;

/** How far a player strays from the beat at most, seconds either way. */
const UNEVENNESS_SEC = 0.008;

/** @param {string} name such as `F#4`; C4 is 60 */
function pitchOf(name) {
  const [, letter, accidental, octave] = /^([A-G])([#b]?)(\d)$/.exec(name);
  const step = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }[letter];
  return 12 * (Number(octave) + 1) + step + { '#': 1, b: -1, '': 0 }[accidental];
}

/** Swells towards the middle of each phrase and rests at its end: 0–1. */
function swell(beat) {
  return Math.sin(
    (Math.PI * (beat % (PHRASE_BARS * BEATS_PER_BAR))) / (PHRASE_BARS * BEATS_PER_BAR),
  );
}

function flute() {
  const notes = [];
  MELODY.forEach((bar, index) => {
    let startBeat = index * BEATS_PER_BAR;
    for (const word of bar.split(' ')) {
      const [name, length = '1'] = word.split(':');
      const beats = Number(length);
      if (name !== 'R') {
        const velocity = 88 + 18 * swell(startBeat) + (startBeat % 2 === 0 ? 4 : 0);
        notes.push({ pitch: pitchOf(name), startBeat, beats: beats * 0.94, velocity });
      }
      startBeat += beats;
    }
  });
  return notes;
}

/** The chords with the beats they take: one for a whole bar, two for half a bar each. */
function chordSpans() {
  return HARMONY.flatMap((chords, bar) => {
    const beats = BEATS_PER_BAR / chords.length;
    return chords.map((name, index) => ({
      chord: CHORDS[name],
      startBeat: bar * BEATS_PER_BAR + index * beats,
      beats,
      bar,
    }));
  });
}

function piano() {
  return chordSpans().flatMap(({ chord, startBeat, beats, bar }) => {
    const strokes =
      bar === LAST_BAR
        ? [{ at: 0, long: 4 }]
        : beats < BEATS_PER_BAR
          ? [{ at: 0, long: 1.8 }]
          : bar % 2 === 0
            ? [
                { at: 0, long: 1.4 },
                { at: 1.5, long: 2 },
              ]
            : [
                { at: 0, long: 1.4 },
                { at: 1.5, long: 1.3 },
                { at: 3, long: 0.9 },
              ];
    return strokes.flatMap(({ at, long }) =>
      chord.piano.map((name, voice) => ({
        pitch: pitchOf(name),
        startBeat: startBeat + at,
        beats: long,
        velocity: 62 + 10 * swell(startBeat) + (at === 0 ? 5 : 0) + 2 * voice,
      })),
    );
  });
}

function bass() {
  return chordSpans().flatMap(({ chord, startBeat, beats, bar }) => {
    const [root, answer] = chord.bass;
    const strokes =
      bar === LAST_BAR
        ? [{ name: root, at: 0, long: 4 }]
        : beats < BEATS_PER_BAR
          ? [
              { name: root, at: 0, long: 1.4 },
              { name: root, at: 1.5, long: 0.45 },
            ]
          : [
              { name: root, at: 0, long: 1.4 },
              { name: root, at: 1.5, long: 0.45 },
              { name: answer, at: 2, long: 1.4 },
              { name: root, at: 3.5, long: 0.45 },
            ];
    return strokes.map(({ name, at, long }) => ({
      pitch: pitchOf(name),
      startBeat: startBeat + at,
      beats: long,
      velocity: at % 1 === 0 ? 98 : 84,
    }));
  });
}

function drums() {
  const notes = [];
  const hit = (pitch, startBeat, velocity) =>
    notes.push({ pitch, startBeat, beats: 0.2, velocity });
  for (let bar = 0; bar < LAST_BAR; bar++) {
    const start = bar * BEATS_PER_BAR;
    const endsPhrase = bar % PHRASE_BARS === PHRASE_BARS - 1;
    if (bar % (2 * PHRASE_BARS) === 0) hit(CRASH, start, 84);
    for (let half = 0; half < 8; half++) {
      const opens = endsPhrase && half === 7;
      hit(opens ? OPEN_HAT : CLOSED_HAT, start + half / 2, half % 2 === 0 ? 76 : 58);
    }
    for (const at of [0, 1.5, 2]) hit(KICK, start + at, at === 1.5 ? 88 : 104);
    for (const at of [1, 3]) hit(SNARE, start + at, 96);
    if (endsPhrase) hit(SNARE, start + 3.5, 72);
  }
  hit(CRASH, LAST_BAR * BEATS_PER_BAR, 92);
  hit(KICK, LAST_BAR * BEATS_PER_BAR, 104);
  return notes;
}

/** A small seeded generator (mulberry32, Tommy Ettinger, 2017): 0 ≤ x < 1. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** @returns {PlayedNote[]} the same notes as a person would play them, in order of time */
function played(notes, seed, beatsPerSec) {
  const random = randomFrom(seed);
  return notes
    .map((note) => ({
      ...note,
      startBeat: Math.max(0, note.startBeat + (2 * random() - 1) * UNEVENNESS_SEC * beatsPerSec),
      velocity: Math.round(Math.min(127, note.velocity + 6 * (random() - 0.5))),
    }))
    .sort((a, b) => a.startBeat - b.startBeat);
}

/**
 * The four parts, in score order.
 * @param {number} beatsPerSec
 * @returns {{name: string, channel: number, program: number, volume: number, pan: number, notes: PlayedNote[]}[]}
 */
export function arrange(beatsPerSec) {
  const part = (name, channel, program, volume, pan, notes, seed) => ({
    ...{ name, channel, program, volume, pan },
    notes: played(notes, seed, beatsPerSec),
  });
  return [
    part('Flute', 0, 73, 112, 60, flute(), 11),
    part('Piano', 1, 0, 88, 44, piano(), 22),
    part('Bass', 2, 33, 104, 64, bass(), 33),
    part('Drums', 9, 0, 92, 76, drums(), 44),
  ];
}
