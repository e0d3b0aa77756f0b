/**
 * The names by which styles and tests find things in the page. Each printed chord is a
 * `<g class="stemstave-note" data-part="P1" data-bar="0">` (`data-bar` counts all bars from 0) that
 * holds one `.vf-notehead` for every notehead, grace notes included; rests are `stemstave-rest`.
 */
export const CLASS = {
  note: 'stemstave-note',
  rest: 'stemstave-rest',
  line: 'stemstave-line',
  lineDrawn: 'stemstave-line-drawn',
  failedBar: 'stemstave-failed-bar',
  panel: 'stemstave-panel',
  score: 'stemstave-score',
} as const;
