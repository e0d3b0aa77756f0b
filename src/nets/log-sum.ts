/**
 * Logarithm of the sum of the exponentials of some values: taken from each of them, it leaves the logarithm of
 * the chance that value stands for (a softmax), without overflow.
 */
export function logSumOfExponentials(values: Float64Array, from: number, count: number): number {
  let most = -Infinity;
  for (let at = from; at < from + count; at += 1) most = Math.max(most, values[at] ?? 0);
  let sum = 0;
  for (let at = from; at < from + count; at += 1) sum += Math.exp((values[at] ?? 0) - most);
  return most + Math.log(sum);
}
