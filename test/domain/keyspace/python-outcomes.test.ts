import { describe, expect, it } from 'vitest';
import { planKeyspace } from '#main/domain/keyspace/plan';
import { readKeyspaceFile } from '#main/domain/keyspace/keyspace-file';
import { asSets, goldenError, readFixture } from './goldens.ts';

/** Recorded from PyYAML 6.0.3 and the branches module of vivarium-cluster-tools 4.7.2 under Python 3.11. */
type Outcome = { text: string } & ({ error: string } | { error?: never; keyspace: string; branches: string });

const recorded = JSON.parse(readFixture('pyyaml-outcomes.json')) as Outcome[];
const outcomes = recorded.map((outcome) => ({ ...outcome, title: JSON.stringify(outcome.text).slice(0, 80) }));
const failing = outcomes.filter((outcome) => outcome.error !== undefined);
const working = outcomes.filter((outcome) => outcome.error === undefined);
const plan = (text: string) => planKeyspace({ text, psimulate: '4.7.2' });

describe('texts as PyYAML and psimulate take them', () => {
  it.each(failing)('$title: the error', ({ text, error }) => {
    expect(goldenError(() => plan(text))).toBe(error);
  });

  it.each(working)('$title: the files', (outcome) => {
    if (outcome.error !== undefined) return;
    const { files } = plan(outcome.text);
    expect(files.branches).toBe(outcome.branches);
    expect(asSets(readKeyspaceFile(files.keyspace))).toEqual(asSets(readKeyspaceFile(outcome.keyspace)));
  });

  it('holds enough of both', () => {
    expect(failing.length).toBeGreaterThan(500);
    expect(working.length).toBeGreaterThan(250);
  });
});

describe('beyond what psimulate could do', () => {
  it.each(['!!set {b}', '!!binary aGk=', '!!python/tuple [1]', '!!python/name:os.system', '!!constructor x'])(
    'refuses %s',
    (value) => {
      expect(goldenError(() => plan(`a: ${value}`))).toMatch(/^ConstructorError: could not determine a constructor/);
    },
  );

  it('refuses aliases that stand for a huge text', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]`);
    expect(goldenError(() => plan(`l0: &l0 [x]\n${levels.join('\n')}\n`))).toMatch(/^MemoryError/);
  });

  it.each([
    ['[', ']'],
    ['{a: ', '}'],
  ])('refuses nesting without end: %s', (open, close) => {
    const text = open.repeat(5000) + close.repeat(5000);
    expect(goldenError(() => plan(text))).toMatch(/^RecursionError/);
    expect(goldenError(() => plan('branches: [&a {b: *a}]'))).toMatch(/^RecursionError/);
  });
});
