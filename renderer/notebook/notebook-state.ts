import type { AppErrorData } from '#contract/app-error';
import type { Cell, NotebookDocument } from '#contract/notebook';
import type { CellResult } from '#contract/results';

/** How a cell's last run went. `version` grows with each result, so that what is drawn from it is drawn anew. */
export interface CellRun {
  state: 'running' | 'done' | 'failed' | 'cancelled';
  version: number;
  result: CellResult | null;
  error: AppErrorData | null;
}

/** An open notebook. It has unsaved changes where `revision` is beyond `saved`. */
export interface NotebookState {
  /** Null: never saved. */
  name: string | null;
  document: NotebookDocument;
  revision: number;
  saved: number;
  runs: Record<string, CellRun>;
  /** What was deleted last, to bring it back. */
  removed: { cell: Cell; index: number } | null;
}

export type NotebookAction =
  | { type: 'edited'; id: string; source: string }
  | { type: 'renamed-cell'; id: string; name: string }
  | { type: 'added'; cell: Cell; index: number }
  | { type: 'moved'; id: string; by: -1 | 1 }
  | { type: 'removed'; id: string }
  | { type: 'restored' }
  | { type: 'chose-run'; run: string }
  | { type: 'saved'; name: string; revision: number }
  | { type: 'started'; id: string }
  | { type: 'finished'; id: string; result: CellResult }
  | { type: 'failed'; id: string; error: AppErrorData };

export function openNotebook(document: NotebookDocument, name: string | null): NotebookState {
  return { name, document, revision: 0, saved: 0, runs: {}, removed: null };
}

/** All that can happen to an open notebook. Pure. */
export function reduceNotebook(state: NotebookState, action: NotebookAction): NotebookState {
  const { cells } = state.document;
  const withCells = (next: Cell[], more: Partial<NotebookState> = {}): NotebookState => ({
    ...state,
    ...more,
    document: { ...state.document, cells: next },
    revision: state.revision + 1,
  });
  const change = (id: string, part: (cell: Cell) => Cell) =>
    withCells(cells.map((cell) => (cell.id === id ? part(cell) : cell)));
  const before = (id: string) => state.runs[id] ?? { version: 0, result: null };

  switch (action.type) {
    case 'edited':
      return change(action.id, (cell) => ({ ...cell, source: action.source }));
    case 'renamed-cell':
      return change(action.id, (cell) => (cell.kind === 'sql' ? { ...cell, name: action.name } : cell));
    case 'added':
      return withCells([...cells.slice(0, action.index), action.cell, ...cells.slice(action.index)]);
    case 'moved': {
      const from = cells.findIndex(({ id }) => id === action.id);
      const cell = cells[from];
      const to = from + action.by;
      if (!cell || to < 0 || to >= cells.length) return state;
      const rest = cells.filter(({ id }) => id !== action.id);
      return withCells([...rest.slice(0, to), cell, ...rest.slice(to)]);
    }
    case 'removed': {
      const index = cells.findIndex(({ id }) => id === action.id);
      const cell = cells[index];
      if (!cell) return state;
      return withCells(
        cells.filter(({ id }) => id !== action.id),
        { removed: { cell, index } },
      );
    }
    case 'restored': {
      if (!state.removed) return state;
      const { cell, index } = state.removed;
      return withCells([...cells.slice(0, index), cell, ...cells.slice(index)], { removed: null });
    }
    case 'chose-run':
      return { ...state, document: { ...state.document, run: action.run }, revision: state.revision + 1, runs: {} };
    case 'saved':
      return {
        ...state,
        name: action.name,
        document: { ...state.document, title: action.name },
        saved: Math.max(state.saved, action.revision),
      };
    case 'started':
      return {
        ...state,
        runs: { ...state.runs, [action.id]: { ...before(action.id), state: 'running', error: null } },
      };
    case 'finished': {
      const version = before(action.id).version + 1;
      return {
        ...state,
        runs: { ...state.runs, [action.id]: { state: 'done', version, result: action.result, error: null } },
      };
    }
    case 'failed': {
      const ended = action.error.code === 'interrupted' ? 'cancelled' : 'failed';
      return {
        ...state,
        runs: { ...state.runs, [action.id]: { ...before(action.id), state: ended, error: action.error } },
      };
    }
  }
}

/** A name that no SQL cell has yet: `query_2`. */
export function freshName(cells: readonly Cell[]): string {
  const taken = new Set(cells.flatMap((cell) => (cell.kind === 'sql' ? [cell.name] : [])));
  let number = taken.size + 1;
  while (taken.has(`query_${number}`)) number += 1;
  return `query_${number}`;
}

/** What is wrong with a cell's name, in words; null where it can be used. Names are SQL identifiers without quotes. */
export function nameProblem(cells: readonly Cell[], id: string, name: string): string | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name)) return 'Letters, digits and underscore; no digit first';
  if (cells.some((cell) => cell.kind === 'sql' && cell.id !== id && cell.name.toLowerCase() === name.toLowerCase()))
    return 'Another cell has this name';
  return null;
}
