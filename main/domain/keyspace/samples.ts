import { KeyspaceError, typeError } from './errors.ts';
import { legacyShuffle } from './mt19937.ts';
import { generatorShuffle } from './pcg64.ts';
import { floatRepr } from './python/text.ts';

/** The two generations of psimulate (vivarium-cluster-tools) that are in use; they shuffle differently. */
export const PSIMULATE_VERSIONS = ['2.3.5', '4.7.2'] as const;
export type PsimulateVersion = (typeof PSIMULATE_VERSIONS)[number];

const SHUFFLES: Record<PsimulateVersion, (items: readonly number[], seed: number) => number[]> = {
  '2.3.5': legacyShuffle,
  '4.7.2': generatorShuffle,
};
const NUMBER_OF_DRAWS = 250;
const NUMBER_OF_SEEDS = 10_000;

/** How many values to take: a number as Python has it, which may be no integer. */
export interface SampleSize {
  value: number;
  isFloat?: boolean;
}

/**
 * Input draws of 0-249 that are not among `existing`, in psimulate's order. Source: calculate_input_draws.
 * @throws KeyspaceError for more than there are, and for none at all unless some exist
 */
export function sampleDraws(version: PsimulateVersion, size: SampleSize, existing: readonly number[] = []): number[] {
  const { value, isFloat = false } = size;
  if (value > NUMBER_OF_DRAWS) {
    throw new KeyspaceError('ValueError', `Input draw count must be less than ${NUMBER_OF_DRAWS}.`);
  }
  const possible = without(NUMBER_OF_DRAWS, existing);
  const least = existing.length > 0 ? 0 : 1;
  if (!(value >= least && value <= possible.length)) {
    throw new KeyspaceError(
      'ValueError',
      `Input draw count must be between ${least} and ${possible.length} (inclusive). ` +
        `You specified ${isFloat ? floatRepr(value) : value}.`,
    );
  }
  return first(SHUFFLES[version](possible, 123456), size);
}

/**
 * Random seeds of 0-9999 that are not among `existing`, in psimulate's order; as many as are left, if fewer.
 * Source: calculate_random_seeds.
 * @throws KeyspaceError for more than 10,000, and for a negative number (where psimulate would take nearly all)
 */
export function sampleSeeds(version: PsimulateVersion, size: SampleSize, existing: readonly number[] = []): number[] {
  const { value } = size;
  if (value === 0) return [];
  if (value > NUMBER_OF_SEEDS) {
    throw new KeyspaceError('ValueError', `Random seed count must be less than ${NUMBER_OF_SEEDS}.`);
  }
  if (value < 0)
    throw new KeyspaceError('ValueError', `Random seed count must not be negative. You specified ${value}.`);
  return first(SHUFFLES[version](without(NUMBER_OF_SEEDS, existing), 654321), size);
}

function without(length: number, existing: readonly number[]): number[] {
  const taken = new Set(existing);
  return Array.from({ length }, (_, i) => i).filter((value) => !taken.has(value));
}

function first(items: readonly number[], { value, isFloat = false }: SampleSize): number[] {
  if (isFloat) throw typeError('slice indices must be integers or None or have an __index__ method');
  return items.slice(0, value);
}
