import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { appErrorOf } from '#contract/app-error-of';
import type { Cell, NotebookDocument } from '#contract/notebook';
import { client } from '../app/client.ts';
import { openNotebook, reduceNotebook, type NotebookAction, type NotebookState } from './notebook-state.ts';
import { keepOnly } from './sessions.ts';

export interface Notebook {
  state: NotebookState;
  dispatch: (action: NotebookAction) => void;
  session: string;
  /** The run that is looked at: never `latest`, so that a run begun meanwhile does not change what is shown. */
  run: string;
  /** Runs one SQL cell; its result or error goes into the state. */
  runCell: (cell: Cell) => Promise<void>;
  /** Runs the SQL cells one after the other. */
  runAll: () => Promise<void>;
  cancel: (id: string) => void;
}

/**
 * An open notebook with its session in the app's core; `latest` is the run that it takes for the latest. It runs once by
 * itself when it is opened, and when its run changes.
 */
export function useNotebook(document: NotebookDocument, name: string | null, latest: string): Notebook {
  const [state, dispatch] = useReducer(reduceNotebook, null, () => openNotebook(document, name));
  const [session] = useState(() => crypto.randomUUID());
  const controllers = useRef(new Map<string, AbortController>());
  const { cells } = state.document;
  const run = state.document.run === 'latest' ? latest : state.document.run;

  const runCell = useCallback(
    async (cell: Cell) => {
      if (cell.kind !== 'sql') return;
      controllers.current.get(cell.id)?.abort();
      const controller = new AbortController();
      controllers.current.set(cell.id, controller);
      dispatch({ type: 'started', id: cell.id });
      try {
        const result = await client.results.runCell(
          { run, session, name: cell.name, sql: cell.source },
          { signal: controller.signal },
        );
        if (!controller.signal.aborted) dispatch({ type: 'finished', id: cell.id, result });
      } catch (error) {
        // A newer run of the same cell has taken over; only its outcome counts.
        if (controllers.current.get(cell.id) !== controller) return;
        dispatch({
          type: 'failed',
          id: cell.id,
          error: appErrorOf(
            controller.signal.aborted ? new DOMException('', 'AbortError') : error,
            'running the query',
          ),
        });
      }
    },
    [run, session],
  );

  const latestCells = useRef(cells);
  useEffect(() => {
    latestCells.current = cells;
  }, [cells]);
  const runAll = useCallback(async () => {
    for (const cell of latestCells.current) await runCell(cell);
  }, [runCell]);

  const ranFor = useRef<string | null>(null);
  useEffect(() => {
    keepOnly(session);
    if (ranFor.current === run) return;
    ranFor.current = run;
    void runAll();
  }, [session, run, runAll]);

  const cancel = useCallback((id: string) => controllers.current.get(id)?.abort(), []);
  return useMemo(
    () => ({ state, dispatch, session, run, runCell, runAll, cancel }),
    [state, session, run, runCell, runAll, cancel],
  );
}
