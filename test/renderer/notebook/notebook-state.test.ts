import { describe, expect, test } from 'vitest';
import type { Cell, NotebookDocument } from '#contract/notebook';
import type { CellResult } from '#contract/results';
import {
  freshName,
  nameProblem,
  openNotebook,
  reduceNotebook,
  type NotebookAction,
  type NotebookState,
} from '../../../renderer/notebook/notebook-state.ts';

const cells: Cell[] = [
  { kind: 'markdown', id: 'm', source: '# Hello' },
  { kind: 'sql', id: 's', name: 'query_1', source: 'SELECT 1' },
  { kind: 'chart', id: 'c', source: 'type: bar' },
];
const document: NotebookDocument = { title: 'T', run: 'latest', cells };
const after = (...actions: NotebookAction[]): NotebookState =>
  actions.reduce(reduceNotebook, openNotebook(document, null));
const order = (state: NotebookState) => state.document.cells.map(({ id }) => id).join('');
const result: CellResult = { name: 'query_1', columns: [], row_count: 1, elapsed_ms: 2 };

describe('cells', () => {
  test('move within the notebook only', () => {
    expect(order(after({ type: 'moved', id: 's', by: -1 }))).toBe('smc');
    expect(order(after({ type: 'moved', id: 's', by: 1 }))).toBe('mcs');
    const first = after({ type: 'moved', id: 'm', by: -1 });
    expect(order(first)).toBe('msc');
    expect(first.revision).toBe(0);
  });

  test('are added where asked', () => {
    expect(order(after({ type: 'added', index: 1, cell: { kind: 'markdown', id: 'n', source: '' } }))).toBe('mnsc');
  });

  test('come back where they were after a deletion', () => {
    expect(order(after({ type: 'removed', id: 's' }))).toBe('mc');
    expect(order(after({ type: 'removed', id: 's' }, { type: 'restored' }))).toBe('msc');
    expect(order(after({ type: 'removed', id: 's' }, { type: 'restored' }, { type: 'restored' }))).toBe('msc');
  });
});

describe('saving', () => {
  test('a change after the save began stays unsaved', () => {
    const edited = after({ type: 'edited', id: 's', source: 'SELECT 2' });
    const { revision } = edited;
    const typed = reduceNotebook(edited, { type: 'edited', id: 's', source: 'SELECT 23' });
    const saved = reduceNotebook(typed, { type: 'saved', name: 'Mine', revision });
    expect(saved.name).toBe('Mine');
    expect(saved.document.title).toBe('Mine');
    expect(saved.revision).toBeGreaterThan(saved.saved);
  });

  test('running changes nothing that is saved', () => {
    expect(after({ type: 'started', id: 's' }, { type: 'finished', id: 's', result }).revision).toBe(0);
  });
});

describe('runs of a cell', () => {
  test('each result has a new version; the last stays while the next is made', () => {
    const state = after(
      { type: 'started', id: 's' },
      { type: 'finished', id: 's', result },
      { type: 'started', id: 's' },
    );
    expect(state.runs['s']).toEqual({ state: 'running', version: 1, result, error: null });
    expect(reduceNotebook(state, { type: 'finished', id: 's', result }).runs['s']?.version).toBe(2);
  });

  test('a cancelled run is not a failed one', () => {
    const error = { code: 'interrupted' as const, doing: '', message: 'It was cancelled.', advice: null, retry: false };
    expect(after({ type: 'failed', id: 's', error }).runs['s']?.state).toBe('cancelled');
    expect(after({ type: 'failed', id: 's', error: { ...error, code: 'query-failed' } }).runs['s']?.state).toBe(
      'failed',
    );
  });

  test('another run of the model forgets the results', () => {
    const state = after(
      { type: 'finished', id: 's', result },
      { type: 'chose-run', run: 'sample/2026_11_23_03_24_02' },
    );
    expect(state.runs).toEqual({});
    expect(state.document.run).toBe('sample/2026_11_23_03_24_02');
  });
});

describe('names', () => {
  test('a fresh name is free', () => {
    expect(freshName(cells)).toBe('query_2');
    expect(freshName([{ kind: 'sql', id: 'x', name: 'query_2', source: '' }])).toBe('query_3');
  });

  test.each([
    ['query_1', null],
    ['deaths_by_sex', null],
    ['2nd', 'Letters, digits and underscore; no digit first'],
    ['two words', 'Letters, digits and underscore; no digit first'],
    ['', 'Letters, digits and underscore; no digit first'],
  ])('%j', (name, problem) => expect(nameProblem(cells, 's', name)).toBe(problem));

  test('a name is used once, however it is written', () => {
    expect(nameProblem(cells, 'other', 'QUERY_1')).toBe('Another cell has this name');
  });
});
