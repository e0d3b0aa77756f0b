/** How many of what was found are right, and how many of what is there were found. */
export interface Counts {
  readonly matched: number;
  readonly estimated: number;
  readonly real: number;
}

/** F-measure in per cent; `undefined` where there is nothing to find and nothing was found. */
export function f1({ matched, estimated, real }: Counts): number | undefined {
  return estimated + real === 0 ? undefined : (200 * matched) / (estimated + real);
}

export interface Timed {
  readonly pitch: number;
  readonly startSec: number;
  readonly endSec: number;
}

const ONSET_SEC = 0.05;
const OFFSET_SHARE = 0.2;
const OFFSET_SEC = 0.05;
/** mir_eval rounds distances to this before it compares them. */
const DIGITS = 1e4;

/** Onset within 50 ms, the same pitch (Raffel et al. 2014, `mir_eval.transcription`). */
export function onsetsAgree(real: Timed, estimate: Timed): boolean {
  return real.pitch === estimate.pitch && isWithin(real.startSec - estimate.startSec, ONSET_SEC);
}

/** … and offset within the larger of 50 ms and 20 % of the real length. */
export function notesAgree(real: Timed, estimate: Timed): boolean {
  const tolerance = Math.max(OFFSET_SEC, OFFSET_SHARE * (real.endSec - real.startSec));
  return onsetsAgree(real, estimate) && isWithin(real.endSec - estimate.endSec, tolerance);
}

function isWithin(differenceSec: number, toleranceSec: number): boolean {
  return Math.round(Math.abs(differenceSec) * DIGITS) / DIGITS <= toleranceSec;
}

/**
 * Pairs as many real notes as possible with an estimate each: a maximum matching in a bipartite graph,
 * by augmenting paths (Kuhn 1955).
 * @param real sorted by onset
 * @returns for each real note the index of its estimate, or −1
 */
export function match<Real extends Timed, Estimate extends Timed>(
  real: readonly Real[],
  estimates: readonly Estimate[],
  agree: (real: Real, estimate: Estimate) => boolean,
): number[] {
  const order = estimates.map((_, i) => i);
  order.sort((a, b) => (estimates[a]?.startSec ?? 0) - (estimates[b]?.startSec ?? 0));
  let from = 0;
  const candidates = real.map((note) => {
    const near: number[] = [];
    while (from < order.length && startOf(order[from]) < note.startSec - 2 * ONSET_SEC) from++;
    for (let i = from; i < order.length; i++) {
      const index = order[i] ?? 0;
      const estimate = estimates[index];
      if (estimate === undefined || estimate.startSec > note.startSec + 2 * ONSET_SEC) break;
      if (agree(note, estimate)) near.push(index);
    }
    return near;
  });
  const owner = new Array<number>(estimates.length).fill(-1);
  const find = (who: number, seen: Set<number>): boolean =>
    (candidates[who] ?? []).some((estimate) => {
      if (seen.has(estimate)) return false;
      seen.add(estimate);
      const rival = owner[estimate] ?? -1;
      if (rival >= 0 && !find(rival, seen)) return false;
      owner[estimate] = who;
      return true;
    });
  real.forEach((_, who) => find(who, new Set()));
  const partner = new Array<number>(real.length).fill(-1);
  owner.forEach((who, estimate) => {
    if (who >= 0) partner[who] = estimate;
  });
  return partner;

  function startOf(index = 0): number {
    return estimates[index]?.startSec ?? 0;
  }
}

export function counts(partner: readonly number[], estimated: number): Counts {
  return {
    matched: partner.filter((index) => index >= 0).length,
    estimated,
    real: partner.length,
  };
}
