import { drumKeyName, programName } from '../../transcription/general-midi.ts';
import { partGroups } from '../../score/layout/part-groups.ts';
import type { Part, Score } from '../../score/model.ts';
import { placesFor, type Place } from '../midi/channels.ts';
import { el, type Xml } from './xml.ts';

/** Id of the instrument that plays a drum key (or, without one, the whole part). */
export function instrumentId(part: Part, drumKey?: number): string {
  return drumKey === undefined ? `${part.id}-I1` : `${part.id}-I${drumKey + 1}`;
}

/** All parts with their names, General MIDI sounds and brackets. */
export function partList(score: Score): Xml {
  const places = placesFor(score.parts.map((part) => ({ isDrum: part.isPercussion })));
  const groups = partGroups(score.parts);
  return el(
    'part-list',
    {},
    score.parts.map((part, i) => [
      groups.some(({ first }) => first === i) ? bracketStart() : undefined,
      scorePart(part, places[i] ?? { channel: 0, port: 0 }),
      groups.some(({ last }) => last === i)
        ? el('part-group', { type: 'stop', number: 1 })
        : undefined,
    ]),
  );
}

function bracketStart(): Xml {
  return el(
    'part-group',
    { type: 'start', number: 1 },
    el('group-symbol', {}, 'bracket'),
    el('group-barline', {}, 'yes'),
  );
}

function scorePart(part: Part, { channel }: Place): Xml {
  const drumKeys = part.isPercussion ? usedDrumKeys(part) : [];
  const instruments: readonly (number | undefined)[] = part.isPercussion ? drumKeys : [undefined];
  return el(
    'score-part',
    { id: part.id },
    el('part-name', {}, part.name),
    part.abbreviation === '' ? undefined : el('part-abbreviation', {}, part.abbreviation),
    instruments.map((key) =>
      el(
        'score-instrument',
        { id: instrumentId(part, key) },
        el('instrument-name', {}, key === undefined ? programName(part.program) : drumKeyName(key)),
      ),
    ),
    instruments.map((key) =>
      el(
        'midi-instrument',
        { id: instrumentId(part, key) },
        el('midi-channel', {}, channel + 1),
        el('midi-program', {}, part.isPercussion ? 1 : part.program + 1),
        key === undefined ? undefined : el('midi-unpitched', {}, key + 1),
      ),
    ),
  );
}

function usedDrumKeys(part: Part): readonly number[] {
  const keys = new Set<number>();
  for (const staff of part.staves) {
    for (const { voices } of staff.bars) {
      for (const { elements } of voices) {
        for (const element of elements) {
          if (element.kind === 'rest') continue;
          for (const { notes } of [...element.graceNotes, element]) {
            for (const note of notes) keys.add(note.pitch);
          }
        }
      }
    }
  }
  return [...keys].sort((a, b) => a - b);
}
