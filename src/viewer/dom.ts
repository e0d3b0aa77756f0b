/**
 * The names by which styles and tests find things in the page. Each printed chord is a
 * `<g class="stemstave-note" data-part="P1" data-staff="0" data-bar="0" data-voice="0" data-element="0">`
 * (all counted from 0, bars over the whole score; see `layout/system-map.ts`) that holds one
 * `.vf-notehead` for every notehead, grace notes included; those of the chord itself have the index
 * of the note in `data-note`. Rests are `stemstave-rest`. Numbers of tablature are `stemstave-fret`,
 * with `data-string` (1 = the highest).
 */
export const CLASS = {
  note: 'stemstave-note',
  rest: 'stemstave-rest',
  fret: 'stemstave-fret',
  line: 'stemstave-line',
  lineDrawn: 'stemstave-line-drawn',
  failedBar: 'stemstave-failed-bar',
  panel: 'stemstave-panel',
  score: 'stemstave-score',
} as const;
