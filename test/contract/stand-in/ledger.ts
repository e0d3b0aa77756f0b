/** One charge to the account. */
export interface Charge {
  readonly what: 'separation' | 'cover' | 'midi';
  /** What the same thing, asked for twice, has in common. */
  readonly of: string;
  readonly credits: number;
  readonly taskId: string;
}

/** The account, kept apart from what is answered: the truth about what was charged. */
export class Ledger {
  readonly charges: Charge[] = [];
  #balance: number;

  constructor(balance: number) {
    this.#balance = balance;
  }

  get balance(): number {
    return this.#balance;
  }

  /** Charges for things that had been charged for before. */
  get secondCharges(): readonly Charge[] {
    const seen = new Set<string>();
    return this.charges.filter(({ what, of }) => {
      const thing = `${what} of ${of}`;
      const isSecond = seen.has(thing);
      seen.add(thing);
      return isSecond;
    });
  }

  /** @returns false if the balance does not suffice */
  charge(charge: Charge): boolean {
    if (charge.credits > this.#balance) return false;
    this.#balance -= charge.credits;
    this.charges.push(charge);
    return true;
  }
}
