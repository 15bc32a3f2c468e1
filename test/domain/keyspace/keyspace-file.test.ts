import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { columnName, flattenBranch } from '#main/domain/keyspace/flatten';
import {
  readBranchesFile,
  readKeyspaceFile,
  writeBranchesFile,
  writeKeyspaceFile,
} from '#main/domain/keyspace/keyspace-file';
import type { Branch, PlainValue } from '#main/domain/keyspace/plain';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 200 }),
  fc
    .array(fc.constantFrom(' ', '  ', '\n', 'word', "'", '"', '#', ': ', '- ', 'é', '\t', '\\'), { maxLength: 60 })
    .map((parts) => parts.join('')),
  fc.constantFrom(
    'yes',
    'No',
    'null',
    '~',
    '1e3',
    '1.5',
    '010',
    '0x1f',
    '1:30',
    '2020-01-01',
    '=',
    '<<',
    '',
    '---',
    '.inf',
  ),
);
// NaN is not equal to itself, and the sign of a zero survives only among floats.
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.maxSafeInteger());
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const key = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 140 });
const options = { noNullPrototype: true, maxKeys: 5 };

describe('keyspace.yaml', () => {
  it('reads back what it writes', () => {
    const axes = fc.record({ input_draw: fc.array(fc.nat(999)), random_seed: fc.array(fc.nat(9999)) });
    fc.assert(
      fc.property(axes, fc.dictionary(key, fc.array(scalar, { maxLength: 5 }), options), (required, others) => {
        const keyspace = { ...others, ...required };
        expect(readKeyspaceFile(writeKeyspaceFile(keyspace))).toEqual(keyspace);
      }),
      { numRuns: 300 },
    );
  });

  it('is flat, with dotted keys in order', () => {
    const keyspace = { random_seed: [4344], 'intervention.scenario': ['baseline', 'yes'], input_draw: [172, 235] };
    expect(writeKeyspaceFile(keyspace)).toBe(
      "input_draw:\n- 172\n- 235\nintervention.scenario:\n- baseline\n- 'yes'\nrandom_seed:\n- 4344\n",
    );
  });
});

describe('branches.yaml', () => {
  const { branch } = fc.letrec<{ branch: Branch; value: PlainValue }>((tie) => ({
    branch: fc.dictionary(key, tie('value'), options),
    value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, tie('branch'), fc.array(scalar, { maxLength: 4 })),
  }));

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.array(branch, { maxLength: 4 }), (branches) => {
        expect(readBranchesFile(writeBranchesFile(branches))).toEqual(branches);
      }),
      { numRuns: 300 },
    );
  });

  it('reads what another YAML 1.1 writer writes', () => {
    const simple = fc.oneof(fc.stringMatching(/^[a-z][a-z _-]{0,20}$/), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.stringMatching(/^[a-z]{2,8}$/), simple, options), { minLength: 1 }),
        (branches) => {
          expect(readBranchesFile(stringify(branches, { version: '1.1', schema: 'yaml-1.1' }))).toEqual(branches);
        },
      ),
    );
  });
});

describe('names', () => {
  it.each([
    ['intervention.scenario', 'scenario'],
    ['input_draw', 'input_draw'],
    ['a.b.c', 'c'],
    ['a.', ''],
  ])('columnName(%j) is %j', (dotted, column) => {
    expect(columnName(dotted)).toBe(column);
  });

  it('flattenBranch() gives leaves by dotted key, in order, and leaves lists whole', () => {
    const branch = { b: { c: 1, d: { e: 'x' } }, a: null, list: [1, 2], empty: {} };
    expect(Object.entries(flattenBranch(branch))).toEqual([
      ['b.c', 1],
      ['b.d.e', 'x'],
      ['a', null],
      ['list', [1, 2]],
    ]);
  });
});
