/** A stream of unsigned 32-bit integers. */
export interface Bits {
  nextUint32(): number;
}

/**
 * A uniform integer 0 to `max` (1 to 2^32 - 1), by masking and rejecting.
 * Source: random_interval in numpy/random/src/distributions; both shuffles of lists use it.
 */
export function randomInterval(bits: Bits, max: number): number {
  const mask = 2 ** (32 - Math.clz32(max)) - 1;
  let candidate: number;
  do candidate = (bits.nextUint32() & mask) >>> 0;
  while (candidate > max);
  return candidate;
}
