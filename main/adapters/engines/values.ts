import {
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Value } from '#contract/results';

type Nested = Value | Nested[] | { [key: string]: Nested };

const TIMESTAMPS = [
  DuckDBTimestampValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
];

/**
 * DuckDB's value as it crosses the wire. Numbers where a JavaScript number is exact (integers within 2^53, decimals of up
 * to 15 digits), else their text; dates and times in ISO 8601; lists, structs and maps as JSON text; NaN and infinities as
 * `NaN`, `Infinity`, `-Infinity`.
 */
export function toWire(value: DuckDBValue): Value {
  const plain = toNested(value);
  return typeof plain === 'object' && plain !== null ? JSON.stringify(plain) : plain;
}

function toNested(value: DuckDBValue): Nested {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return exactInteger(value);
  if (value instanceof DuckDBDecimalValue) return exactDecimal(value);
  if (value instanceof DuckDBDateValue) return value.toString();
  if (TIMESTAMPS.some((kind) => value instanceof kind)) return value.toString().replace(' ', 'T');
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toNested);
  if (value instanceof DuckDBStructValue) return object(Object.entries(value.entries));
  if (value instanceof DuckDBMapValue)
    return object(value.entries.map(({ key, value: of }) => [String(toWire(key)), of]));
  if (value instanceof DuckDBUnionValue) return toNested(value.value);
  return value.toString();
}

function exactInteger(value: bigint): Value {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** Up to 15 significant digits a double gives back the decimal that it was made from (IEEE 754 binary64, DBL_DIG). */
function exactDecimal(value: DuckDBDecimalValue): Value {
  const digits = (value.value < 0n ? -value.value : value.value).toString().length;
  return digits <= 15 ? Number(value.toString()) : value.toString();
}

function object(entries: readonly (readonly [string, DuckDBValue])[]): Nested {
  return Object.fromEntries(entries.map(([key, value]) => [key, toNested(value)]));
}
