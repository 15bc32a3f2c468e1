import { KeyspaceError, typeError } from './errors.ts';
import { equals, lessThan } from './python/compare.ts';
import { repr, str } from './python/text.ts';
import { isTruthy, PyDict, typeName, type PyList, type PyValue } from './python/values.ts';

/** What a branches file says of one axis: how many values, and which ones where it lists them. */
export interface Axis {
  count: PyValue;
  values: PyValue;
}

interface AxisNames {
  countName: string;
  valuesName: string;
  /** Values are 0 to max - 1, and at most `max` of them. */
  max: number;
}

const DRAWS: AxisNames = { countName: 'input_draw_count', valuesName: 'input_draws', max: 1000 };
const SEEDS: AxisNames = { countName: 'random_seed_count', valuesName: 'random_seeds', max: 10_000 };

/**
 * The draws and seeds that a branches file asks for, checked as psimulate's `_check_count_and_values` does.
 * @throws KeyspaceError
 */
export function readAxes(data: PyDict): { draws: Axis; seeds: Axis } {
  const draws = readAxis(data, DRAWS);
  const seeds = readAxis(data, SEEDS);
  check(data, draws, DRAWS);
  check(data, seeds, SEEDS);
  return { draws, seeds };
}

function readAxis(data: PyDict, { countName, valuesName }: AxisNames): Axis {
  return { count: data.has(countName) ? (data.get(countName) ?? null) : 1n, values: data.get(valuesName) ?? null };
}

function check(data: PyDict, { count, values }: Axis, { countName, valuesName, max }: AxisNames): void {
  if (data.has(countName) && data.has(valuesName)) {
    const length = lengthOf(values);
    if (!equals(BigInt(length), count)) {
      throw new KeyspaceError(
        'ValueError',
        `Both ${countName} and ${valuesName} are defined but they are inconsistent. ` +
          `${countName} is ${str(count)} while ${valuesName} has length ${length}. `,
      );
    }
  }
  if (isTruthy(values)) {
    const outside = iterate(values).filter((value) => !isWithin(value, max));
    if (outside.length > 0) {
      throw new KeyspaceError('ValueError', `${valuesName} contains draws outside of 0-${max - 1}: ${repr(outside)}`);
    }
  }
  if (lessThan(count, 1n) || lessThan(BigInt(max), count)) {
    throw new KeyspaceError('ValueError', `${countName} must be within 1-${max}. Given: ${str(count)}`);
  }
}

/** Python's `value in range(max)`: equality decides, so 5.0 and True are in it. */
function isWithin(value: PyValue, max: number): boolean {
  if (typeof value !== 'boolean' && typeof value !== 'bigint' && typeof value !== 'number') return false;
  const number = Number(value);
  return Number.isInteger(number) && number >= 0 && number < max;
}

function lengthOf(value: PyValue): number {
  if (typeof value === 'string') return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  if (value instanceof PyDict) return value.size;
  throw typeError(`object of type '${typeName(value)}' has no len()`);
}

/** What Python's `for item in value` goes through. */
export function iterate(value: PyValue): PyList {
  if (typeof value === 'string') return Array.from(value);
  if (Array.isArray(value)) return value;
  if (value instanceof PyDict) return value.keys();
  throw typeError(`'${typeName(value)}' object is not iterable`);
}
