import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identifier, listLiteral, literal, withoutEnd } from '#main/domain/sql';

const connection = await (await DuckDBInstance.create(':memory:')).connect();
// DuckDB's strings cannot hold NUL; lone surrogates are no Unicode.
const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && !/\p{Surrogate}/u.test(value));

test('DuckDB reads a literal as the value it was made of', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null)), async (value) => {
      const { value: read } = { value: (await connection.runAndReadAll(`SELECT ${literal(value)}`)).value(0, 0) };
      expect(typeof read === 'bigint' ? Number(read) : read).toEqual(value);
    }),
  );
});

test('DuckDB takes an identifier as the name it was made of', async () => {
  await fc.assert(
    fc.asyncProperty(text.filter((name) => name !== ''), async (name) => {
      const result = await connection.run(`SELECT 1 AS ${identifier(name)}`);
      expect(result.columnNames()).toEqual([name]);
    }),
  ); // prettier-ignore
});

test.each([
  [['a', "b'c"], "['a', 'b''c']"],
  [[1, null, true], '[1, NULL, true]'],
  [[Infinity], "['Infinity'::DOUBLE]"],
])('list %j', (values, sql) => expect(listLiteral(values)).toBe(sql));

test.each([
  ['SELECT 1;', 'SELECT 1'],
  ['SELECT 1 ; ;\n', 'SELECT 1'],
  ["SELECT ';' ", "SELECT ';'"],
  ['SELECT 1; -- end', 'SELECT 1'],
  ['SELECT \'--\' AS "/*" /* a; */;', 'SELECT \'--\' AS "/*"'],
  ['SELECT $$;--$$ --', 'SELECT $$;--$$'],
  ['-- only\n/* words */', ''],
])('end of %j', (sql, without) => expect(withoutEnd(sql)).toBe(without));
