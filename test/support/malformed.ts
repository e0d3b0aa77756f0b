import fc from 'fast-check';

/** Everything that can be changed in a message, as paths to it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key])),
  ];
}

/** A change that depends on what it changes. */
class Edit {
  readonly apply: (value: unknown) => unknown;

  constructor(apply: (record: object) => unknown) {
    this.apply = (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? apply(value) : NaN;
  }
}

/** Keys that may be missing. */
const OPTIONAL = ['accidental', 'stringFret', 'openStrings'];

/** Without its last key that is not optional. */
const LEFT_OUT = new Edit((record) => {
  const kept = Object.entries(record);
  const last = kept.findLastIndex(([key]) => !OPTIONAL.includes(key));
  return last < 0 ? NaN : Object.fromEntries(kept.filter((_, i) => i !== last));
});

const TOO_MUCH = new Edit((record) => ({ ...record, path: '/etc/passwd' }));

function changedAt(value: unknown, path: readonly string[], change: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change instanceof Edit ? change.apply(value) : change;
  if (Array.isArray(value)) {
    return value.map((inner: unknown, i) =>
      String(i) === key ? changedAt(inner, rest, change) : inner,
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      name,
      name === key ? changedAt(inner, rest, change) : inner,
    ]),
  );
}

/** No value of this list is right anywhere in a message. */
export const POISON: readonly unknown[] = [
  NaN,
  Infinity,
  -1.5,
  1e308,
  '×'.repeat(5000),
  { __proto__: { polluted: true } },
  { constructor: 1 },
  () => 1,
  Symbol('x'),
  10n,
  new Date(0),
  new Map([[1, 2]]),
  [[[[[]]]]],
];

/**
 * Messages that no side may take: sound ones with one thing in them spoiled, left out or too much, and
 * plain garbage.
 * @param poison values that are right nowhere in these messages
 */
export function malformed(
  sound: readonly unknown[],
  poison: readonly unknown[] = POISON,
  kinds: 'all' | 'spoiled only' = 'all',
): fc.Arbitrary<unknown> {
  const places = sound.map((message) => placesIn(message));
  const spoiled = fc
    .tuple(fc.nat(sound.length - 1), fc.nat(), fc.constantFrom(...poison, LEFT_OUT, TOO_MUCH))
    .map(([which, place, change]) => {
      const paths = places[which] ?? [];
      const path = paths[place % paths.length] ?? [];
      return changedAt(sound[which], path, change);
    });
  if (kinds === 'spoiled only') return spoiled;
  const garbage = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
  });
  return fc.oneof({ weight: 4, arbitrary: spoiled }, { weight: 1, arbitrary: garbage });
}
