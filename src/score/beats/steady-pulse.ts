import type { Attack } from './attacks.ts';

/** A pulse that goes through a whole piece as a machine or a good drummer keeps it. */
export interface SteadyPulse {
  readonly periodSec: number;
  /** For each attack, how many pulses after the first; undefined where it is off the pulse. */
  readonly places: readonly (number | undefined)[];
}

/** Pulses looked for: from the sixteenths of a fast piece to the beats of a slow one. */
const SLOWEST_HZ = 1.5;
const FASTEST_HZ = 12;
/** Finer than what a window tells apart. */
const STEP_HZ = 0.03;
/** Long enough to tell a pulse from chance, short enough to forgive a tempo that drifts. */
const WINDOW_SEC = 10;
const HOP_SEC = WINDOW_SEC / 2;
/** The period is found in so many windows at most, spread over the piece. */
const WINDOWS_ASKED = 24;
/**
 * Mean resultant length of the attacks' phases (1: all on the pulse) from which on a piece counts as steady: of 60
 * sequenced arrangements heard by the engine on this computer 58 have 0.74 and more, expressive pianists up to 0.65.
 */
const STEADY = 0.7;
/** Among pulses nearly as good the slowest is taken: its fractions fit as well. */
const NEARLY = 0.93;
const FEWEST_ATTACKS = 40;
/** An attack further from its pulse than this share of the period is off it. */
const OFF_THE_PULSE = 0.3;

/**
 * The pulse of a steady piece, or undefined: the period with the highest mean phase coherence of the attacks in
 * windows of ten seconds (a Fourier tempogram of onsets, Grosche & Müller 2011, normalised), then followed through
 * the piece by its phase, so that a slow drift is allowed.
 */
export function findSteadyPulse(attacks: readonly Attack[]): SteadyPulse | undefined {
  if (attacks.length < FEWEST_ATTACKS) return undefined;
  const windows = windowsOf(attacks);
  const stride = Math.max(1, Math.ceil(windows.length / WINDOWS_ASKED));
  const asked = windows.filter((_, index) => index % stride === 0);
  const coherence = (hz: number): number =>
    asked.reduce((sum, window) => sum + phaseIn(window, hz).coherence, 0) / asked.length;
  const steps = Math.round((FASTEST_HZ - SLOWEST_HZ) / STEP_HZ) + 1;
  const curve = Array.from({ length: steps }, (_, at) => coherence(SLOWEST_HZ + at * STEP_HZ));
  const most = Math.max(...curve);
  if (most < STEADY) return undefined;
  const peak = curve.findIndex(
    (value, at) => value >= NEARLY * most && value >= (curve[at + 1] ?? 0),
  );
  const hz = refined(coherence, SLOWEST_HZ + peak * STEP_HZ);
  return { periodSec: 1 / hz, places: placesOf(attacks, windows, hz) };
}

interface Window {
  readonly middleSec: number;
  readonly secs: readonly number[];
  readonly weights: readonly number[];
}

/** Overlapping windows; an attack of several notes weighs more, less than in proportion. */
function windowsOf(attacks: readonly Attack[]): Window[] {
  const startSec = attacks[0]?.sec ?? 0;
  const endSec = attacks.at(-1)?.sec ?? 0;
  const count = Math.max(1, Math.ceil((endSec - startSec) / HOP_SEC) - 1);
  const windows = Array.from({ length: count }, (_, at) => ({
    middleSec: startSec + at * HOP_SEC + WINDOW_SEC / 2,
    secs: [] as number[],
    weights: [] as number[],
  }));
  for (const { sec, notes } of attacks) {
    const last = Math.min(count - 1, Math.floor((sec - startSec) / HOP_SEC));
    for (const window of windows.slice(Math.max(0, last - 1), last + 1)) {
      const away = (sec - window.middleSec) / WINDOW_SEC;
      const weight = Math.cos(Math.PI * away) ** 2 * Math.sqrt(notes.length);
      if (Math.abs(away) > 0.5) continue;
      window.secs.push(sec);
      window.weights.push(weight);
    }
  }
  return windows.filter(({ secs }) => secs.length > 0);
}

/** Mean resultant of the attacks' phases at a frequency. */
function phaseIn(window: Window, hz: number): { coherence: number; turns: number } {
  let re = 0;
  let im = 0;
  let all = 1e-9;
  window.secs.forEach((sec, at) => {
    const weight = window.weights[at] ?? 0;
    const angle = 2 * Math.PI * hz * sec;
    re += weight * Math.cos(angle);
    im += weight * Math.sin(angle);
    all += weight;
  });
  return { coherence: Math.hypot(re, im) / all, turns: Math.atan2(im, re) / (2 * Math.PI) };
}

/** The top of the peak around a frequency, by halving steps. */
function refined(coherence: (hz: number) => number, around: number): number {
  let [hz, best] = [around, coherence(around)];
  for (let step = STEP_HZ / 2; step > 5e-4; step /= 2) {
    for (const next of [hz - step, hz + step]) {
      const value = coherence(next);
      if (value > best) [hz, best] = [next, value];
    }
  }
  return hz;
}

/** Counts the pulses up to each attack, along the phase of the windows. */
function placesOf(
  attacks: readonly Attack[],
  windows: readonly Window[],
  hz: number,
): (number | undefined)[] {
  const clear = windows
    .map((window) => ({ sec: window.middleSec, ...phaseIn(window, hz) }))
    .filter((each) => each.coherence > STEADY / 2);
  let turns = clear[0]?.turns ?? 0;
  const followed = clear.map((each) => {
    turns += each.turns - turns - Math.round(each.turns - turns);
    return { sec: each.sec, turns };
  });
  let at = 0;
  let first: number | undefined;
  return attacks.map(({ sec }) => {
    while (at + 2 < followed.length && (followed[at + 1]?.sec ?? Infinity) <= sec) at += 1;
    const [a, b] = [followed[at], followed[at + 1]];
    const share =
      a === undefined || b === undefined
        ? 0
        : Math.max(0, Math.min(1, (sec - a.sec) / (b.sec - a.sec)));
    const offset = (a?.turns ?? 0) + share * ((b?.turns ?? a?.turns ?? 0) - (a?.turns ?? 0));
    const pulses = sec * hz - offset;
    const place = Math.round(pulses);
    if (Math.abs(pulses - place) > OFF_THE_PULSE) return undefined;
    first ??= place;
    return place - first;
  });
}
