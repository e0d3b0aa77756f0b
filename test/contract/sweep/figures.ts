/** What a sweep counts. */
export interface Figures {
  readonly scenarios: number;
  /** Processes that were killed or met a mishap, those that recovered from an earlier one included. */
  readonly lives: number;
  /** Jobs that did not come to their notes in the end, although these were paid for or could be. */
  readonly lostResults: number;
  /** By the stand-in's own ledger. */
  readonly secondCharges: number;
  readonly hangs: number;
  /** Errors that said the wrong thing, or nothing of use. */
  readonly wrongSentences: number;
  /** Places in which the key was found. */
  readonly keys: number;
}

/** What is counted that is neither good nor bad. */
const NEUTRAL: readonly (keyof Figures)[] = ['scenarios', 'lives'];

export function noFigures(): Figures {
  return {
    scenarios: 0,
    lives: 0,
    lostResults: 0,
    secondCharges: 0,
    hangs: 0,
    wrongSentences: 0,
    keys: 0,
  };
}

/** Adds one count to another, in place. */
export function addTo(sum: Figures, more: Figures): void {
  for (const name of Object.keys(sum) as (keyof Figures)[]) {
    (sum as { -readonly [K in keyof Figures]: number })[name] += more[name];
  }
}

/** Whether nothing was found that must not be. */
export function isClean(figures: Figures): boolean {
  const names = Object.keys(figures) as (keyof Figures)[];
  return names.every((name) => NEUTRAL.includes(name) || figures[name] === 0);
}

/** One line each. */
export function linesOf(title: string, figures: Figures): readonly string[] {
  return [
    `${title}: scenarios ${figures.scenarios}`,
    ...(figures.lives > 0 ? [`${title}: processes killed or without room ${figures.lives}`] : []),
    `${title}: lost results ${figures.lostResults}`,
    `${title}: second charges ${figures.secondCharges}`,
    `${title}: hangs ${figures.hangs}`,
    `${title}: wrong sentences ${figures.wrongSentences}`,
    `${title}: keys found ${figures.keys}`,
  ];
}
