import { StemstaveError } from '../../errors.ts';
import type { Score } from '../../score/model.ts';
import { transpositionOf } from '../../score/transposition/instruments.ts';
import { tempoDirections } from './directions.ts';
import { unitOf } from './durations.ts';
import { partElement } from './measure.ts';
import { partList } from './part-list.ts';
import { withOctaveClefs } from './tab-staff.ts';
import { el, toText, type Xml } from './xml.ts';
import { tuningText } from '../../transcription/tuning.ts';

const PROLOGUE =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">\n';

/**
 * A score as MusicXML 4.0 (`score-partwise`), to be opened by other notation programs.
 * @throws {StemstaveError} `no-notes` for a score without parts: the format knows no such thing
 */
export function writeMusicXml(score: Score): string {
  if (score.parts.length === 0) {
    throw new StemstaveError('no-notes', 'There are no notes in this file to be exported.');
  }
  const unit = unitOf(score);
  const tempo = tempoDirections(score);
  return (
    PROLOGUE +
    toText(
      el(
        'score-partwise',
        { version: '4.0' },
        score.title === '' ? undefined : el('work', {}, el('work-title', {}, score.title)),
        identification(score.tuningHz),
        isConcertScore(score) ? el('defaults', {}, el('concert-score', {})) : undefined,
        partList(score),
        score.parts.map((part, i) =>
          partElement(score, withOctaveClefs(part), unit, i === 0 ? tempo : new Map()),
        ),
      ),
    )
  );
}

/** Instruments that transpose stand at concert pitch here. */
function isConcertScore({ parts }: Score): boolean {
  return parts.some(
    (part) => part.transposition === undefined && transpositionOf(part) !== undefined,
  );
}

function identification(tuningHz: number | undefined): Xml {
  return el(
    'identification',
    {},
    el(
      'encoding',
      {},
      el('software', {}, 'Stemstave'),
      el(
        'encoding-description',
        {},
        'Machine transcription of a recording: pitches, rhythm and spelling are estimates.',
      ),
      el('supports', { element: 'accidental', type: 'yes' }),
      el('supports', { element: 'beam', type: 'yes' }),
    ),
    tuningHz === undefined
      ? undefined
      : el(
          'miscellaneous',
          {},
          el('miscellaneous-field', { name: 'tuning' }, tuningText(tuningHz)),
        ),
  );
}
