import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HeardNote, NotesHeard } from '../../../src/engines/engine.ts';
import { FRAME_SEC, KEYS, LOWEST_PITCH } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import type { Activations } from '../../../src/engines/on-device/basic-pitch/model.ts';
import { findCandidates } from '../../../src/engines/on-device/notes/candidates.ts';
import { FirstHearing } from '../../../src/engines/on-device/notes/first-hearing.ts';

/** Few keys, so that what happens on one happens often. */
const USED_KEYS = [0, 1, 40, 87];

const activations: fc.Arbitrary<Activations> = fc
  .array(
    fc.array(fc.constantFrom(0, 0.05, 0.2, 0.35, 0.6, 0.7, 0.9, 1), {
      minLength: 2 * USED_KEYS.length,
      maxLength: 2 * USED_KEYS.length,
    }),
    { maxLength: 90 },
  )
  .map((rows) => {
    const frames = new Float32Array(rows.length * KEYS);
    const onsets = new Float32Array(rows.length * KEYS);
    rows.forEach((row, frame) => {
      USED_KEYS.forEach((key, i) => {
        frames[frame * KEYS + key] = row[2 * i] ?? 0;
        onsets[frame * KEYS + key] = row[2 * i + 1] ?? 0;
      });
    });
    return { frames, onsets };
  });

/** Hears a recording in pieces that end at these shares of it. */
function heardInPieces(all: Activations, cuts: readonly number[]): NotesHeard[] {
  const frameCount = all.frames.length / KEYS;
  const ends = cuts.map((share) => Math.floor(share * frameCount)).sort((a, b) => a - b);
  const hearing = new FirstHearing(frameCount * FRAME_SEC);
  const batches = [...ends, frameCount].map((end, i) => {
    const [from, to] = [(ends[i - 1] ?? 0) * KEYS, end * KEYS];
    return hearing.push({ frames: all.frames.slice(from, to), onsets: all.onsets.slice(from, to) });
  });
  return [...batches, hearing.finish()];
}

/** Whole notes again, of those told in pieces. */
function whole(batches: readonly NotesHeard[]): HeardNote[] {
  const latest = new Map<number, HeardNote & { endSec: number }>();
  const notes: HeardNote[] = [];
  for (const note of batches.flatMap((batch) => batch.notes)) {
    const before = latest.get(note.pitch);
    if (note.isContinued) {
      assert.equal(before?.endSec, note.startSec, 'goes on where it was left');
      before.endSec = note.endSec;
      continue;
    }
    const begun = { ...note };
    latest.set(note.pitch, begun);
    notes.push(begun);
  }
  return notes.sort((a, b) => a.startSec - b.startSec || a.pitch - b.pitch);
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

test('what is told in pieces is what is heard at once, wherever the pieces end', () => {
  fc.assert(
    fc.property(activations, cuts, (all, ends) => {
      assert.deepEqual(whole(heardInPieces(all, ends)), whole(heardInPieces(all, [])));
    }),
  );
});

test('stretches adjoin and come in order; each clear beginning is told once', () => {
  fc.assert(
    fc.property(activations, cuts, (all, ends) => {
      const batches = heardInPieces(all, ends);
      let toldSec = 0;
      for (const { heardToSec, notes } of batches) {
        assert.ok(heardToSec >= toldSec);
        for (const note of notes) {
          assert.ok(note.isContinued || note.startSec >= toldSec, 'not before its stretch');
          assert.ok(note.startSec < note.endSec && note.endSec <= heardToSec);
        }
        toldSec = heardToSec;
      }
      assert.equal(toldSec, (all.frames.length / KEYS) * FRAME_SEC);
      const begun = batches.flatMap(({ notes }) => notes.filter((note) => !note.isContinued));
      const clear = findCandidates(all).filter(
        ({ frame, key }) => (all.onsets[frame * KEYS + key] ?? 0) >= 0.5,
      );
      assert.deepEqual(
        begun.map(({ pitch, startSec }) => [pitch, startSec]),
        clear.map(({ frame, key }) => [key + LOWEST_PITCH, frame * FRAME_SEC]),
      );
    }),
  );
});
