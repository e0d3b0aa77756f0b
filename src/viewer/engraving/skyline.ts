/** What stands in the way of marks over and under a staff. */
export interface Span {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** How far the music of a line's staves reaches up and down, place by place, in the drawing's units. */
export class Skyline {
  readonly #spans = new Map<number, Span[]>();

  /** @param staff index among all staves of the line */
  add(staff: number, span: Span): void {
    const spans = this.#spans.get(staff);
    if (spans === undefined) this.#spans.set(staff, [span]);
    else spans.push(span);
  }

  /** The highest y between two x, `usual` where nothing is higher. */
  topOver(staff: number, left: number, right: number, usual: number): number {
    return Math.min(usual, ...this.#between(staff, left, right).map(({ top }) => top));
  }

  /** The lowest y between two x, `usual` where nothing is lower. */
  bottomUnder(staff: number, left: number, right: number, usual: number): number {
    return Math.max(usual, ...this.#between(staff, left, right).map(({ bottom }) => bottom));
  }

  #between(staff: number, left: number, right: number): Span[] {
    return (this.#spans.get(staff) ?? []).filter((span) => span.right > left && span.left < right);
  }
}
