/** A note on its way from performance to notation; positions are divs of the frame. */
export interface HeardNote {
  /** Index into the notes of its Instrument. */
  readonly noteIndex: number;
  readonly pitch: number;
  readonly velocity: number;
  readonly startSec: number;
  readonly endSec: number;
  /** Where it was played, in divs: real numbers. */
  readonly playedStart: number;
  readonly playedEnd: number;
  /** Grace notes that lean on it, in order. */
  readonly graces: readonly GraceChord[];
  /** One of a chord that was spread from low to high. */
  readonly isRolled: boolean;
  /** The pitch it goes to and fro with in a trill. */
  readonly trilledWith: number | undefined;
}

/** Grace notes struck together. */
export type GraceChord = readonly HeardNote[];

/** A heard note with its place in the score decided. */
export interface PlacedNote extends HeardNote {
  /** Whole divs. */
  readonly onset: number;
}

/** Notes struck together in one voice, with the value they will be written with. */
export interface RhythmEvent {
  readonly onset: number;
  readonly end: number;
  /** From low to high. */
  readonly notes: readonly PlacedNote[];
  /** One of a detached line. */
  readonly isStaccato: boolean;
}
