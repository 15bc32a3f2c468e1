import { ActionIcon, Loader, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { EditorView } from '@uiw/react-codemirror';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ResultGrid } from '../grid/result-grid.tsx';
import { CodeEditor } from '../ui/code-editor.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { lineAndColumn } from '../ui/error-range.ts';
import { formatMilliseconds, plural } from '../ui/format.ts';
import type { CellProps } from './cell-frame.tsx';
import { ExportMenu } from './export-menu.tsx';
import { nameProblem } from './notebook-state.ts';
import classes from './notebook.module.css';

/** A query with its result; later cells know the result by the cell's name. */
export function SqlCell({ cell, notebook, language, onEditor }: CellProps<'sql'>) {
  const { state, dispatch, session, runCell, cancel } = notebook;
  const run = state.runs[cell.id];
  const running = run?.state === 'running';
  const result = run?.result ?? null;

  const latest = useRef(cell);
  useEffect(() => {
    latest.current = cell;
  }, [cell]);
  const submit = useCallback(() => void runCell(latest.current), [runCell]);

  // Who has run a cell wants to see what came of it.
  const frame = useRef<HTMLDivElement>(null);
  const outcome = run?.state;
  useEffect(() => {
    const cellElement = frame.current?.closest<HTMLElement>('[data-cell]');
    if ((outcome === 'done' || outcome === 'failed') && cellElement?.contains(document.activeElement)) {
      cellElement.scrollIntoView({ block: 'nearest' });
    }
  }, [outcome, run?.version]);

  // A mark is true only for the text that was run.
  const [ran, setRan] = useState<{ of: object; source: string } | null>(null);
  if (run?.error && ran?.of !== run.error) setRan({ of: run.error, source: cell.source });
  const position = run?.error?.position;
  const mistake =
    position !== undefined && run?.error && ran?.source === cell.source
      ? { position, message: run.error.message }
      : undefined;

  return (
    <>
      <div className={classes.sqlHead}>
        <NameField key={cell.name} cell={cell} notebook={notebook} />
        {running ? (
          <Tooltip label="Cancel">
            <ActionIcon size={24} color="red.8" onClick={() => cancel(cell.id)} aria-label={`Cancel ${cell.name}`}>
              <IconPlayerStop size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ) : (
          <Tooltip label="Run (Ctrl Enter)">
            <ActionIcon size={24} color="brand" onClick={submit} aria-label={`Run ${cell.name}`}>
              <IconPlayerPlay size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        <span className={classes.outcome} role="status">
          {running && <Loader size={12} aria-hidden />}
          {running
            ? 'Running'
            : run?.state === 'done' && result
              ? `${plural(result.row_count, 'row')} · ${formatMilliseconds(result.elapsed_ms)}`
              : run?.state === 'cancelled'
                ? 'Cancelled'
                : run?.state === 'failed'
                  ? 'Failed'
                  : 'Not run yet'}
        </span>
      </div>
      <div
        ref={frame}
        className={classes.sqlEditor}
        onFocus={({ currentTarget }) => {
          const editor = currentTarget.querySelector<HTMLElement>('.cm-editor');
          const view = editor && EditorView.findFromDOM(editor);
          if (view) onEditor(view);
        }}
      >
        <CodeEditor
          label={`SQL of ${cell.name}`}
          language={language}
          value={cell.source}
          onChange={(source) => dispatch({ type: 'edited', id: cell.id, source })}
          onSubmit={submit}
          mistake={mistake}
          placeholder="SELECT … FROM a metric; Ctrl+Enter runs it"
        />
      </div>
      {run?.state === 'failed' && run.error && (
        <div className={classes.inset}>
          <ErrorNote error={{ data: run.error }} onRetry={submit} />
          {mistake && <Where source={cell.source} position={mistake.position} />}
        </div>
      )}
      {result && run && run.state !== 'failed' && (
        <div className={classes.resultArea} data-stale={running}>
          <ResultGrid key={`${cell.name}:${run.version}`} session={session} result={result} version={run.version} />
          <div className={classes.gridFoot}>
            <ExportMenu
              session={session}
              name={cell.name}
              formats={['csv', 'parquet']}
              label={`Export table ${cell.name}`}
            />
          </div>
        </div>
      )}
    </>
  );
}

function Where({ source, position }: { source: string; position: number }) {
  const { line, column } = lineAndColumn(source, position);
  return (
    <Text size="xs" c="dimmed" mt={4}>
      Line {line}, column {column}
    </Text>
  );
}

/** The cell's name; taken over when the field is left or Enter is pressed, so that half a name is never in use. */
function NameField({ cell, notebook }: Pick<CellProps<'sql'>, 'cell' | 'notebook'>) {
  const [name, setName] = useState(cell.name);
  const problem = nameProblem(notebook.state.document.cells, cell.id, name);
  const take = () => {
    if (problem || name === cell.name) return setName(cell.name);
    notebook.dispatch({ type: 'renamed-cell', id: cell.id, name });
    void notebook.runCell({ ...cell, name });
  };
  return (
    <Tooltip label={problem ?? 'Name of the result for later cells'} opened={problem ? true : undefined}>
      <TextInput
        variant="unstyled"
        className={classes.cellName}
        aria-label="Result name"
        value={name}
        error={problem !== null}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        style={{ width: `calc(${Math.max(6, name.length)}ch + 18px)` }}
      />
    </Tooltip>
  );
}
