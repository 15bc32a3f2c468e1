import type { Cell } from '#contract/notebook';
import { freshName } from './notebook-state.ts';

/** An empty cell of a kind, fit for a notebook with these cells. */
export function freshCell(kind: Cell['kind'], cells: readonly Cell[]): Cell {
  const id = crypto.randomUUID();
  if (kind === 'markdown') return { kind, id, source: '' };
  if (kind === 'sql') return { kind, id, name: freshName(cells), source: '' };
  const source = cells.filter((cell) => cell.kind === 'sql').at(-1);
  return { kind, id, source: `type: bar\nsource: ${source?.kind === 'sql' ? source.name : 'query_1'}\nx: \ny: \n` };
}
