import { arrangeScore, type Arrangement } from '../score/arrange.ts';
import type { Score } from '../score/model.ts';
import { isFretted } from '../score/tablature/tunings.ts';
import { writeTablature } from '../score/tablature/write-tablature.ts';
import type { ScoreService } from './score-service.ts';

/** Scores with their tablature: worked out in a thread, once for each score. */
export class Tablatures {
  readonly #scores: Pick<ScoreService, 'run'>;
  readonly #known = new WeakMap<Score, Promise<Score>>();

  constructor(scores: Pick<ScoreService, 'run'>) {
    this.#scores = scores;
  }

  /**
   * The score as it is arranged, with tablature if it is to have some.
   * @throws what the score thread throws
   */
  async arrange(score: Score, arrangement: Arrangement): Promise<Score> {
    return arrangeScore(
      arrangement.isTabShown ? await this.#withTablature(score) : score,
      arrangement,
    );
  }

  #withTablature(score: Score): Promise<Score> {
    const known = this.#known.get(score);
    if (known !== undefined) return known;
    const made = this.#make(score);
    this.#known.set(score, made);
    // What failed once is tried again when it is wanted again.
    made.catch(() => this.#known.delete(score));
    return made;
  }

  async #make(score: Score): Promise<Score> {
    const fretted = score.parts.filter(isFretted);
    if (fretted.length === 0) return score;
    const fingerings = await this.#scores.run(
      { kind: 'fingering', score: { ...score, parts: fretted } },
      new AbortController().signal,
    );
    return writeTablature(score, fingerings);
  }
}
