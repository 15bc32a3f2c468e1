import { Button, Skeleton, Tabs, Text, useComputedColorScheme } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { appErrorOf } from '#contract/app-error-of';
import type { ChartSpec } from '#contract/chart';
import { orpc } from '../app/client.ts';
import { ChartForm } from '../charts/chart-form.tsx';
import { fieldsOf, readChart } from '../charts/chart-text.ts';
import { ChartView } from '../charts/chart-view.tsx';
import { CodeEditor } from '../ui/code-editor.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import type { CellProps } from './cell-frame.tsx';
import { ExportMenu } from './export-menu.tsx';
import type { Notebook } from './use-notebook.ts';
import classes from './notebook.module.css';

/** A chart of an SQL cell's result; drawn anew when either changes. */
export function ChartCell({ cell, notebook }: CellProps<'chart'>) {
  const { chart, problem } = readChart(cell.source);
  const [editing, setEditing] = useState(problem !== null);
  const { cells } = notebook.state.document;
  const sources = cells.flatMap((each) => (each.kind === 'sql' ? [each.name] : []));
  const source = fieldsOf(cell.source)['source'];
  const columns = sourceOf(notebook, source)?.result?.columns.map(({ name }) => name) ?? [];
  const change = (text: string) => notebook.dispatch({ type: 'edited', id: cell.id, source: text });
  const title = chart?.title ?? `Chart of ${source ?? 'nothing yet'}`;

  return (
    <>
      <div className={classes.sqlHead}>
        <Text fw={500} size="xs" c="dimmed" className={classes.chartTitle}>
          {source ? `from ${source}` : 'no source yet'}
        </Text>
        {/* The drawing has its own title; the head says what it is drawn from. */}
        <span style={{ flex: 1 }} />
        {chart && (
          <ExportMenu
            session={notebook.session}
            name={chart.source}
            chart={chart}
            formats={['png', 'svg', 'html']}
            label={`Export ${title}`}
          />
        )}
        <Button
          data-edit
          variant={editing ? 'light' : 'subtle'}
          color={editing ? 'brand' : 'gray'}
          c={editing ? undefined : 'var(--mantine-color-dimmed)'}
          size="compact-sm"
          leftSection={<IconAdjustments size={14} aria-hidden />}
          aria-expanded={editing}
          onClick={() => setEditing(!editing)}
        >
          Edit chart
        </Button>
      </div>
      <div className={classes.chartBody} data-editing={editing}>
        <div className={classes.chartPlace}>
          {problem && (
            <Text c="dimmed" p="md">
              {problem.message}
            </Text>
          )}
          {chart && <Drawn notebook={notebook} chart={chart} title={title} />}
        </div>
        {editing && (
          <Tabs defaultValue="form" className={classes.chartEdit}>
            <Tabs.List aria-label="Ways to describe the chart">
              <Tabs.Tab value="form">Form</Tabs.Tab>
              <Tabs.Tab value="yaml">YAML</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="form">
              <ChartForm text={cell.source} onChange={change} sources={sources} columns={columns} />
            </Tabs.Panel>
            <Tabs.Panel value="yaml">
              <CodeEditor
                label="Chart as YAML"
                value={cell.source}
                onChange={change}
                mistake={
                  problem?.position === undefined ? undefined : { position: problem.position, message: problem.message }
                }
                minHeight="180px"
              />
            </Tabs.Panel>
          </Tabs>
        )}
      </div>
    </>
  );
}

/** The last run of the SQL cell with this name. */
function sourceOf({ state }: Notebook, name: string | undefined) {
  const cell = state.document.cells.find((each) => each.kind === 'sql' && each.name === name);
  return cell && state.runs[cell.id];
}

function Drawn({ notebook, chart, title }: { notebook: Notebook; chart: ChartSpec; title: string }) {
  const dark = useComputedColorScheme() === 'dark';
  const run = sourceOf(notebook, chart.source);
  const { session } = notebook;
  const exists = notebook.state.document.cells.some((cell) => cell.kind === 'sql' && cell.name === chart.source);
  const input = { session, chart, dark };
  const drawing = useQuery(
    orpc.results.draw.queryOptions({
      input,
      queryKey: [...orpc.results.draw.queryKey({ input }), run?.version ?? 0],
      enabled: (run?.version ?? 0) > 0,
      placeholderData: keepPreviousData,
      staleTime: Infinity,
      gcTime: 60_000,
      retry: false,
    }),
  );
  if (!exists) return <Note text={`No SQL cell is called “${chart.source}”. Choose what to draw under Edit chart.`} />;
  if (run?.state === 'failed') return <Note text={`The query ${chart.source} failed, so there is nothing to draw.`} />;
  if (drawing.error)
    return (
      <div className={classes.inset}>
        <ErrorNote
          error={{ data: appErrorOf(drawing.error, 'drawing the chart') }}
          onRetry={() => void drawing.refetch()}
        />
      </div>
    );
  if (!drawing.data)
    return run?.state === 'running' || drawing.isFetching ? (
      <Skeleton height={260} m="md" width="auto" />
    ) : (
      <Note text={`It is drawn when ${chart.source} has run.`} />
    );
  return drawing.data.rows === 0 ? (
    <Note text={`${chart.source} has no rows, so there is nothing to draw.`} />
  ) : (
    <ChartView drawing={drawing.data} label={title} />
  );
}

function Note({ text }: { text: string }) {
  return (
    <Text c="dimmed" p="md">
      {text}
    </Text>
  );
}
