import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { toWire } from '#main/adapters/engines/values';

const connection = await (await DuckDBInstance.create(':memory:')).connect();

test.each([
  ['NULL', null],
  ['true', true],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', '9007199254740993'],
  ['sum(3::BIGINT)', 3],
  ['1.50::DECIMAL(10, 2)', 1.5],
  ['-0.1::DECIMAL(3, 2)', -0.1],
  ['123456789012345678.25::DECIMAL(30, 2)', '123456789012345678.25'],
  ['0.1::DOUBLE', 0.1],
  ["'nan'::DOUBLE", 'NaN'],
  ["'-inf'::DOUBLE", '-Infinity'],
  ["DATE '2024-02-29'", '2024-02-29'],
  ["TIMESTAMP '2024-02-29 03:04:05'", '2024-02-29T03:04:05'],
  ["TIMESTAMP_NS '2024-02-29 03:04:05.000000001'", '2024-02-29T03:04:05.000000001'],
  ["[1, NULL, 'nan'::DOUBLE]", '[1,null,"NaN"]'],
  ["{'a': 1.5, 'b': [DATE '2024-01-01']}", '{"a":1.5,"b":["2024-01-01"]}'],
  ["MAP {'x': 9007199254740993}", '{"x":"9007199254740993"}'],
  ["'F'::ENUM ('F', 'M')", 'F'],
  ["'it''s'", "it's"],
])('%s', async (sql, wire) => {
  const reader = await connection.runAndReadAll(`SELECT ${sql} AS v`);
  expect(toWire(reader.value(0, 0))).toEqual(wire);
});
