/** What a sweep counts; all but the first must be 0. */
export interface Figures {
  readonly scenarios: number;
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

export function noFigures(): Figures {
  return {
    scenarios: 0,
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

export function isClean({ scenarios, ...bad }: Figures): boolean {
  return scenarios > 0 && Object.values(bad).every((count) => count === 0);
}

/** One line each. */
export function linesOf(title: string, figures: Figures): readonly string[] {
  return [
    `${title}: scenarios ${figures.scenarios}`,
    `${title}: lost results ${figures.lostResults}`,
    `${title}: second charges ${figures.secondCharges}`,
    `${title}: hangs ${figures.hangs}`,
    `${title}: wrong sentences ${figures.wrongSentences}`,
    `${title}: keys found ${figures.keys}`,
  ];
}
