import { randomInterval } from './random-interval.ts';

/**
 * Mersenne Twister MT19937 as numpy's legacy RandomState runs it.
 * Sources: Matsumoto & Nishimura 1998 (init_genrand, genrand_int32) and numpy/random/src/mt19937, src/legacy.
 */
const SIZE = 624;
const SHIFT = 397;

/** A stream of unsigned 32-bit integers equal to that of `numpy.random.seed(seed)`; seed is 0 to 2^32 - 1. */
class Mt19937 {
  private readonly state = new Uint32Array(SIZE);
  private position = SIZE;

  constructor(seed: number) {
    this.state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const previous = this.at(i - 1);
      this.state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** The next 32 random bits, 0 to 2^32 - 1. */
  nextUint32(): number {
    if (this.position === SIZE) this.twist();
    let y = this.at(this.position++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  private twist(): void {
    for (let i = 0; i < SIZE; i++) {
      const y = (this.at(i) & 0x80000000) | (this.at((i + 1) % SIZE) & 0x7fffffff);
      this.state[i] = this.at((i + SHIFT) % SIZE) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.position = 0;
  }

  private at(index: number): number {
    return this.state[index] ?? 0;
  }
}

/**
 * A copy of `items` in the order that `numpy.random.seed(seed); numpy.random.shuffle(list)` gives.
 * Fisher-Yates from the end, as numpy shuffles anything that is not an array.
 */
export function legacyShuffle<T>(items: readonly T[], seed: number): T[] {
  const bits = new Mt19937(seed);
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = randomInterval(bits, i);
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
