import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDeviceFloppy, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { EditorView } from '@uiw/react-codemirror';
import { useMemo, useRef, useState } from 'react';
import type { NotebookDocument } from '#contract/notebook';
import type { RunSummary } from '#contract/run';
import { orpc } from '../app/client.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { AddCell } from './add-cell.tsx';
import { CellFrame } from './cell-frame.tsx';
import { freshCell } from './fresh-cell.ts';
import { MetricTree } from './metric-tree.tsx';
import { NameDialog } from './name-dialog.tsx';
import { NotebookMenu } from './notebook-menu.tsx';
import { RunPicker } from './run-picker.tsx';
import { completionOf } from './sql-language.ts';
import { useNotebook } from './use-notebook.ts';
import { useSaving } from './use-saving.ts';
import classes from './notebook.module.css';

interface Props {
  document: NotebookDocument;
  name: string | null;
  runs: RunSummary[];
  shown: boolean;
}

/** An open notebook: its run's metrics beside its cells. */
export function NotebookView({ document, name, runs, shown }: Props) {
  const [latest, setLatest] = useState(runs[0]?.id ?? 'latest');
  const notebook = useNotebook(document, name, latest);
  const { state, dispatch } = notebook;
  const saving = useSaving(notebook);
  const [naming, setNaming] = useState<'save' | 'rename' | null>(null);
  const editor = useRef<EditorView | null>(null);
  const { cells } = state.document;
  const { run } = notebook;
  const newest = runs[0]?.id;
  const metrics = useQuery(orpc.results.metrics.queryOptions({ input: { run } }));
  const save = () => (state.name === null ? setNaming('save') : void saving.save(state.name));
  useHotkeys(
    shown
      ? [
          ['mod+S', save],
          ['mod+shift+Enter', () => void notebook.runAll()],
        ]
      : [],
    [],
    true,
  );

  const results = Object.entries(state.runs)
    .map(([id, { version }]) => `${id}:${version}`)
    .join();
  const language = useMemo(
    () =>
      completionOf(
        metrics.data ?? [],
        Object.values(state.runs).flatMap(({ result }) => result ?? []),
      ),
    // What the results are changes only with their versions; the object itself changes with every key press.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [metrics.data, results],
  );

  /** Into the SQL editor used last, else as a new cell's query. */
  const insert = (text: string, asQuery: string) => {
    if (editor.current?.dom.isConnected) {
      editor.current.dispatch(editor.current.state.replaceSelection(text));
      editor.current.focus();
    } else dispatch({ type: 'added', cell: { ...freshCell('sql', cells), source: asQuery }, index: cells.length });
  };

  return (
    <Pane
      title="Results"
      flush
      about={
        <>
          <RunPicker
            runs={runs}
            latest={latest}
            value={state.document.run}
            onChange={(chosen) => dispatch({ type: 'chose-run', run: chosen })}
          />
          {state.document.run === 'latest' && newest !== undefined && newest !== latest && (
            <Button variant="light" size="compact-sm" onClick={() => setLatest(newest)}>
              Show newer run
            </Button>
          )}
          <NotebookMenu
            title={state.name ?? state.document.title}
            name={state.name}
            dirty={saving.dirty}
            onRename={() => setNaming('rename')}
          />
          <span className={classes.saved} role="status">
            {saving.label}
          </span>
        </>
      }
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconDeviceFloppy size={15} aria-hidden />}
            loading={saving.saving}
            onClick={save}
          >
            Save
          </Button>
          <Button leftSection={<IconPlayerPlay size={15} aria-hidden />} onClick={() => void notebook.runAll()}>
            Run all
          </Button>
        </>
      }
    >
      <MetricTree
        metrics={metrics.data}
        pending={metrics.isPending}
        error={metrics.error}
        onRetry={() => void metrics.refetch()}
        onInsert={insert}
      />
      <div className={classes.cells}>
        <div className={classes.page}>
          {saving.error && <ErrorNote error={{ data: saving.error }} onRetry={save} />}
          {cells.map((cell, index) => (
            <CellFrame
              key={cell.id}
              cell={cell}
              index={index}
              notebook={notebook}
              language={language}
              onEditor={(view) => (editor.current = view)}
            />
          ))}
          <AddCell
            always
            onAdd={(kind) => dispatch({ type: 'added', cell: freshCell(kind, cells), index: cells.length })}
          />
        </div>
      </div>
      <NameDialog
        opened={naming !== null}
        title={naming === 'rename' ? 'Rename notebook' : 'Save notebook'}
        initial={state.name ?? state.document.title}
        onClose={() => setNaming(null)}
        onName={async (as) => {
          const old = state.name;
          setNaming(null);
          await saving.save(as);
          if (naming === 'rename' && old !== null && old !== as)
            await orpc.notebook.remove.call({ name: old }).catch(() => undefined);
        }}
      />
    </Pane>
  );
}
