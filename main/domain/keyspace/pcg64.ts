import { randomInterval } from './random-interval.ts';

/**
 * PCG64 (XSL-RR 128/64) seeded by a SeedSequence, as `numpy.random.default_rng(seed)` makes it.
 * Sources: O'Neill 2014 (PCG), numpy/random/src/pcg64 and numpy/random/bit_generator.pyx (SeedSequence).
 */
const MASK_64 = (1n << 64n) - 1n;
const MASK_128 = (1n << 128n) - 1n;
const MULTIPLIER = (2549297995355413924n << 64n) | 4865540595714422341n;
const POOL_SIZE = 4;

/** Mixes one word into the running hash; each call also advances the hash constant, hence the closure. */
function hasher(initial: number, multiplier: number): (word: number) => number {
  let constant = initial;
  return (word) => {
    let value = word ^ constant;
    constant = Math.imul(constant, multiplier);
    value = Math.imul(value, constant);
    return (value ^ (value >>> 16)) >>> 0;
  };
}

function mix(x: number, y: number): number {
  const result = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) | 0;
  return (result ^ (result >>> 16)) >>> 0;
}

/** `SeedSequence(seed).generate_state(count, uint64)`; seed is 0 to 2^32 - 1. */
function seedSequence(seed: number, count: number): bigint[] {
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  const pool = Array.from({ length: POOL_SIZE }, (_, i) => hash(i === 0 ? seed : 0));
  for (let from = 0; from < POOL_SIZE; from++) {
    for (let to = 0; to < POOL_SIZE; to++) {
      if (from !== to) pool[to] = mix(pool[to] ?? 0, hash(pool[from] ?? 0));
    }
  }
  const expand = hasher(0x8b51f9dd, 0x58f38ded);
  const words = Array.from({ length: count * 2 }, (_, i) => BigInt(expand(pool[i % POOL_SIZE] ?? 0)));
  return Array.from({ length: count }, (_, i) => (words[2 * i] ?? 0n) | ((words[2 * i + 1] ?? 0n) << 32n));
}

/** A stream of unsigned 32-bit integers equal to that of `numpy.random.default_rng(seed)`. */
class Pcg64 {
  private state: bigint;
  private readonly increment: bigint;
  // numpy hands out the low half of each 64-bit output first and keeps the high half for the next call.
  private spare: number | undefined;

  constructor(seed: number) {
    const [stateHigh = 0n, stateLow = 0n, sequenceHigh = 0n, sequenceLow = 0n] = seedSequence(seed, 4);
    this.increment = ((((sequenceHigh << 64n) | sequenceLow) << 1n) | 1n) & MASK_128;
    this.state = (this.increment + ((stateHigh << 64n) | stateLow)) & MASK_128;
    this.step();
  }

  /** The next 32 random bits, 0 to 2^32 - 1. */
  nextUint32(): number {
    if (this.spare !== undefined) {
      const spare = this.spare;
      this.spare = undefined;
      return spare;
    }
    this.step();
    const high = this.state >> 64n;
    const word = (high ^ this.state) & MASK_64;
    const rotation = high >> 58n;
    const output = ((word >> rotation) | (word << (64n - rotation))) & MASK_64;
    this.spare = Number(output >> 32n);
    return Number(output & 0xffffffffn);
  }

  private step(): void {
    this.state = (this.state * MULTIPLIER + this.increment) & MASK_128;
  }
}

/** A copy of `items` in the order that `numpy.random.default_rng(seed).shuffle(list)` gives. */
export function generatorShuffle<T>(items: readonly T[], seed: number): T[] {
  const bits = new Pcg64(seed);
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = randomInterval(bits, i);
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
