import type { TimelineBar } from '../../protocol/timeline.ts';
import type { VoiceElement } from '../../score/model.ts';
import { beatsOfBar } from '../playback/beats.ts';
import type { BarColumn } from '../engraving/system-input.ts';

/** One note, chord or rest of the score; indices count from 0. */
export interface Place {
  /** Staves are counted through all parts that are shown, from the top. */
  readonly staff: number;
  readonly bar: number;
  readonly voice: number;
  readonly element: number;
}

/** A place with what stands there. */
export interface Found {
  readonly place: Place;
  readonly content: VoiceElement;
}

/** Everything printed on one staff in one bar, in reading order: by time, then by voice. */
export function readingOrder(column: BarColumn, staff: number): Found[] {
  const voices = column.staffBars[staff]?.voices ?? [];
  return voices
    .flatMap(({ elements }, voice) =>
      elements.map((content, element): Found => ({
        place: { staff, bar: column.index, voice, element },
        content,
      })),
    )
    .filter(({ content }) => content.kind === 'chord' || !content.isHidden)
    .sort((a, b) => a.content.offsetDivs - b.content.offsetDivs || a.place.voice - b.place.voice);
}

/** What sounds on a staff at a time of a bar, else what comes next, else the last there is. */
export function elementAt(column: BarColumn, staff: number, offsetDivs: number): Found | undefined {
  const all = readingOrder(column, staff);
  return (
    all.find(
      ({ content }) =>
        content.offsetDivs <= offsetDivs && content.offsetDivs + content.durationDivs > offsetDivs,
    ) ??
    all.find(({ content }) => content.offsetDivs >= offsetDivs) ??
    all.at(-1)
  );
}

/** The element a place means, if the bar has it. */
export function find(column: BarColumn, place: Place): Found | undefined {
  return readingOrder(column, place.staff).find(
    (found) => found.place.voice === place.voice && found.place.element === place.element,
  );
}

/** The next (1) or previous (−1) element of the same bar and staff. */
export function neighbour(column: BarColumn, place: Place, direction: 1 | -1): Found | undefined {
  const all = readingOrder(column, place.staff);
  const at = all.findIndex(
    (found) => found.place.voice === place.voice && found.place.element === place.element,
  );
  return at < 0 ? undefined : all[at + direction];
}

/** The offset of the next or previous beat of a bar, counted from an offset in it. */
export function nextBeat(
  bar: TimelineBar,
  offsetDivs: number,
  direction: 1 | -1,
): number | undefined {
  const offsets = beatsOfBar(bar).map((beat) => beat.offsetDivs);
  return direction === 1
    ? offsets.find((offset) => offset > offsetDivs)
    : offsets.findLast((offset) => offset < offsetDivs);
}

/** The bar of a column as the timeline would say it. */
export function timelineBar({ bar }: BarColumn): TimelineBar {
  const { number, startDiv, lengthDivs, time } = bar;
  return { number, startDiv, lengthDivs, time };
}
