import { compareNotes, type NoteEvent } from '../../../transcription/model.ts';
import { FRAME_SEC, LOWEST_PITCH } from '../basic-pitch/grid.ts';
import { DenseNet } from '../../../nets/dense-net.ts';
import { findCandidates, type Candidate } from './candidates.ts';
import { END_WEIGHTS } from './end-weights.ts';
import { findEnd } from './find-end.ts';
import { judgeNotes, type WeighedCandidate } from './judge-notes.ts';
import { noteFeatures } from './note-features.ts';
import { NOTE_WEIGHTS } from './note-weights.ts';
import { PictureReader, type SoundPicture } from './sound-picture.ts';

/** From which probability on a candidate is a note: chosen on the validation pieces, in fonts never learned from. */
const THRESHOLD = 0.4;
/**
 * … and of a key that sounds already: partials of two notes that coincide beat against each other, which
 * looks like a faint new beginning, and believing it costs the right end as well.
 */
const RESTRIKE_THRESHOLD = 0.5;
/** A note that ends so soon before the next beginning of its key has not been let go. */
const GAP_FRAMES = 2;
/** One key cannot be struck again sooner (47 ms). */
const REST_FRAMES = 4;
/** The model marks onsets this late on average. */
export const ONSET_LAG_SEC = 0.006;
/** The note net answers in units of this how much later a note begins. */
export const SHIFT_SEC = 0.05;
const MOST_SHIFT_SEC = 0.05;
const SHORTEST_SEC = 0.03;

interface Found extends Candidate {
  /** By the judge. */
  readonly likelihood: number;
  /** How much later it begins than the map of onsets has it. */
  readonly shiftSec: number;
}

/** Pitched notes, sorted, in seconds from the start of the recording. */
export function findNotes(sound: SoundPicture, durationSec: number): NoteEvent[] {
  const picture = new PictureReader(sound);
  const endNet = new DenseNet(END_WEIGHTS);
  const byKey = strongest(likelyNotes(picture, findCandidates(sound.activations)));
  return byKey
    .flatMap((ofKey) => withEnds(picture, endNet, ofKey))
    .map((note): NoteEvent => {
      const startSec = Math.max(0, note.frame * FRAME_SEC - ONSET_LAG_SEC + note.shiftSec);
      const endSec = Math.max(startSec + SHORTEST_SEC, note.endFrame * FRAME_SEC);
      return {
        pitch: note.key + LOWEST_PITCH,
        startSec,
        endSec: Math.min(endSec, Math.max(durationSec, startSec + SHORTEST_SEC)),
        velocity: loudnessOf(picture, note),
        confidence: note.likelihood,
      };
    })
    .filter(({ startSec }) => startSec + SHORTEST_SEC <= durationSec)
    .sort(compareNotes);
}

/**
 * Finds where each note ends, at the latest where its key is struck again; drops faint beginnings under
 * which the note before goes on sounding.
 */
function withEnds(
  picture: PictureReader,
  net: DenseNet,
  ofKey: readonly Found[],
): (Found & { endFrame: number })[] {
  const ended: (Found & { endFrame: number })[] = [];
  const endBefore = ({ key, frame }: Found, limit: number): number =>
    findEnd(picture, net, { key, startFrame: frame }, limit);
  let current: Found | undefined;
  for (const note of ofKey) {
    if (current !== undefined) {
      const endFrame = endBefore(current, note.frame);
      if (note.likelihood < RESTRIKE_THRESHOLD && endFrame >= note.frame - GAP_FRAMES) continue;
      ended.push({ ...current, endFrame });
    }
    current = note;
  }
  if (current !== undefined) {
    ended.push({ ...current, endFrame: endBefore(current, picture.frameCount) });
  }
  return ended;
}

function likelyNotes(picture: PictureReader, candidates: readonly Candidate[]): Found[] {
  const weighed = weighCandidates(picture, candidates);
  const likelihoods = judgeNotes(picture, weighed);
  return weighed.flatMap((candidate, i): Found[] => {
    const likelihood = likelihoods[i] ?? 0;
    return likelihood < THRESHOLD ? [] : [{ ...candidate, likelihood }];
  });
}

/** What the note net says of each candidate by itself. */
export function weighCandidates(
  picture: PictureReader,
  candidates: readonly Candidate[],
): (WeighedCandidate & { readonly shiftSec: number })[] {
  const net = new DenseNet(NOTE_WEIGHTS);
  return candidates.map((candidate) => {
    const [logit = 0, shift = 0] = net.apply(noteFeatures(picture, candidate));
    const shiftSec = Math.max(-MOST_SHIFT_SEC, Math.min(MOST_SHIFT_SEC, shift * SHIFT_SEC));
    return { ...candidate, logit, shiftSec };
  });
}

/** Of candidates of one key close together, the likeliest; key by key, by time. */
function strongest(found: readonly Found[]): Found[][] {
  const kept = new Map<number, Found[]>();
  for (const note of found.toSorted((a, b) => b.likelihood - a.likelihood)) {
    const ofKey = kept.get(note.key) ?? [];
    kept.set(note.key, ofKey);
    if (ofKey.every(({ frame }) => Math.abs(frame - note.frame) >= REST_FRAMES)) ofKey.push(note);
  }
  return [...kept.values()].map((ofKey) => ofKey.sort((a, b) => a.frame - b.frame));
}

/** As loud as the key sounds at its clearest soon after it is struck, beside how loud it is then. */
function loudnessOf(picture: PictureReader, { key, frame }: Candidate): number {
  let clearest = 0;
  for (let i = 0; i < 8; i++) clearest = Math.max(clearest, picture.frame(frame + i, key));
  const level = picture.partialLevel(frame + 3, key, 1) / 4;
  return Math.min(1, Math.max(0.1, 0.25 + 0.4 * clearest + 0.3 * level));
}
