/** One note as the service writes it: seconds on a grid of 1/192 s, velocity in 127ths. */
export interface SongNote {
  readonly pitch: number;
  readonly start: number;
  readonly end: number;
  readonly velocity: number;
}

export interface SongInstrument {
  readonly name: string;
  readonly notes: readonly SongNote[];
}

const TICKS_PER_SEC = 192;
const TICKS_PER_BEAT = 96;
const BARS = 8;

/** Chords of four bars, as roots and as voicings. */
const ROOTS = [45, 41, 36, 43] as const;
const CHORDS = [
  [57, 60, 64],
  [57, 60, 65],
  [55, 60, 64],
  [55, 59, 62],
] as const;

/** A small song at 120 beats a minute: drums, bass and piano, eight bars of four. */
export function smallSong(): readonly SongInstrument[] {
  return [
    { name: 'Drums', notes: drums() },
    { name: 'Electric Bass (finger)', notes: bass() },
    { name: 'Acoustic Grand Piano', notes: piano() },
  ];
}

function note(pitch: number, beat: number, beats: number, velocity: number): SongNote {
  return {
    pitch,
    start: Math.round(beat * TICKS_PER_BEAT) / TICKS_PER_SEC,
    end: Math.round((beat + beats) * TICKS_PER_BEAT) / TICKS_PER_SEC,
    velocity: velocity / 127,
  };
}

function drums(): readonly SongNote[] {
  return bars((first) => [
    ...[0, 2].map((beat) => note(36, first + beat, 0.25, 110)),
    ...[1, 3].map((beat) => note(38, first + beat, 0.25, 100)),
    ...[0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5].map((beat) =>
      note(42, first + beat, 0.125, beat % 1 === 0 ? 80 : 63),
    ),
  ]);
}

function bass(): readonly SongNote[] {
  return bars((first, bar) => {
    const root = ROOTS[bar % ROOTS.length] ?? 36;
    return [
      note(root, first, 1.5, 96),
      note(root, first + 1.5, 0.5, 80),
      note(root + 7, first + 2, 1, 90),
      note(root + 12, first + 3, 1, 84),
    ];
  });
}

function piano(): readonly SongNote[] {
  return bars((first, bar) =>
    (CHORDS[bar % CHORDS.length] ?? []).flatMap((pitch) => [
      note(pitch, first, 2, 72),
      note(pitch, first + 2, 2, 66),
    ]),
  );
}

function bars(notesOf: (firstBeat: number, bar: number) => readonly SongNote[]) {
  return Array.from({ length: BARS }, (_, bar) => notesOf(bar * 4, bar)).flat();
}
