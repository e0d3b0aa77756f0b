import type { VoiceElement } from '../../score/model.ts';
import type { Place } from './place.ts';

/** An element that was chosen, with when it is. */
export interface Chosen {
  readonly place: Place;
  readonly content: VoiceElement;
  /** Divs of the score, as in `Bar.startDiv`. */
  readonly startDiv: number;
  readonly endDiv: number;
  /** Where in its bar the reader stands: the element's onset, or a later beat that it is held over. */
  readonly atOffsetDivs: number;
}

/** What is selected: the element the keyboard stands on, and where a range began. */
export interface Selection {
  readonly focus: Chosen;
  /** The same element where there is no range. */
  readonly anchor: Chosen;
}

/** The times and staves a selection covers; `endDiv` and `endStaff` are exclusive. */
export interface SelectedRange {
  readonly startDiv: number;
  readonly endDiv: number;
  readonly firstStaff: number;
  readonly endStaff: number;
}

export function isRange({ focus, anchor }: Selection): boolean {
  return focus !== anchor;
}

export function rangeOf({ focus, anchor }: Selection): SelectedRange {
  return {
    startDiv: Math.min(focus.startDiv, anchor.startDiv),
    endDiv: Math.max(focus.endDiv, anchor.endDiv),
    firstStaff: Math.min(focus.place.staff, anchor.place.staff),
    endStaff: Math.max(focus.place.staff, anchor.place.staff) + 1,
  };
}
