import { scoreEnd } from './cells.ts';
import { ChordEnds } from './chord-ends.ts';
import type { ValueContext } from './chord-ends.ts';
import type { PlacedNote, RhythmEvent } from './heard.ts';
import { momentsOf } from './touch.ts';

/**
 * Written values of one voice: a chord lasts to the next one of its voice or ends earlier, at a beat,
 * half beat or where the staff's other voice moves; what fits the time it was held and costs fewest
 * rests (Nakamura, Yoshii & Dixon 2017: values follow from the next onset in the voice far more than
 * from how long the key was held).
 * @param notes of one voice, sorted by onset
 */
export function decideValues(
  notes: readonly PlacedNote[],
  context: ValueContext,
  isSecondVoice: boolean,
): RhythmEvent[] {
  const chords = momentsOf(notes);
  const end = scoreEnd(context.cells);
  let at = 0;
  return chords.map(({ onset, notes: struck }, index) => {
    while ((context.onsets[at] ?? Infinity) < onset) at += 1;
    const limit = chords[index + 1]?.onset ?? end;
    return {
      onset,
      end: new ChordEnds(struck, at, context, isSecondVoice).likeliest(limit).end,
      notes: struck,
      isStaccato: false,
    };
  });
}
