/** A seeded generator of pseudo-random numbers (mulberry32, T. Ettinger 2017), and draws from it. */
export class Random {
  private state: number;

  constructor(seed: number | string) {
    let hash = 2_166_136_261;
    for (const char of String(seed)) {
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
    }
    this.state = hash >>> 0;
  }

  /** Uniform, `low` included, `high` not. */
  between(low = 0, high = 1): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return low + ((high - low) * ((t ^ (t >>> 14)) >>> 0)) / 2 ** 32;
  }

  integer(low: number, highInclusive: number): number {
    return Math.floor(this.between(low, highInclusive + 1));
  }

  chance(probability: number): boolean {
    return this.between() < probability;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.integer(0, choices.length - 1)] ?? choices[0];
  }
}
