import type { CastPart } from '../../protocol/host-messages.ts';
import type { ArrangedPart, Arrangement } from '../../score/arrange.ts';

/** Every part there is, in the order it is arranged in; those not arranged last. */
export function listParts(cast: readonly CastPart[], { parts }: Arrangement): ArrangedPart[] {
  const known = parts.filter(({ id }) => cast.some((part) => part.id === id));
  const others = cast.filter(({ id }) => !known.some((part) => part.id === id));
  return [...known, ...others.map(({ id }) => ({ id, isVisible: true }))];
}

export function shown(
  parts: readonly ArrangedPart[],
  index: number,
  isVisible: boolean,
): ArrangedPart[] {
  return parts.map((part, i) => (i === index ? { ...part, isVisible } : part));
}

/** The part changes places with its neighbour. */
export function moved(
  parts: readonly ArrangedPart[],
  index: number,
  direction: 1 | -1,
): ArrangedPart[] {
  const [part, neighbour] = [parts[index], parts[index + direction]];
  if (part === undefined || neighbour === undefined) return [...parts];
  return parts.map((each, i) => (i === index ? neighbour : i === index + direction ? part : each));
}
