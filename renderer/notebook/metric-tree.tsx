import { ActionIcon, Text, TextInput, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { MetricInfo } from '#contract/results';
import { ErrorNote } from '../ui/error-note.tsx';
import { formatBytes, formatCount, plural } from '../ui/format.ts';
import { Loading } from '../ui/loading.tsx';
import { identifier } from './sql-language.ts';
import classes from './notebook.module.css';

interface Props {
  metrics: MetricInfo[] | undefined;
  pending: boolean;
  error: unknown;
  onRetry: () => void;
  onInsert: (text: string, asQuery: string) => void;
}

/** What the run has measured: each metric is a table, each with its columns. A click writes the name into the query. */
export function MetricTree({ metrics, pending, error, onRetry, onInsert }: Props) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const shown = (metrics ?? []).filter(
    ({ name, columns }) =>
      name.toLowerCase().includes(wanted) || columns.some((column) => column.name.toLowerCase().includes(wanted)),
  );
  return (
    <aside className={classes.tree} aria-label="Metrics">
      <div className={classes.treeHead}>
        <TextInput
          aria-label="Find a metric or column"
          placeholder={metrics ? `Find in ${plural(metrics.length, 'metric')}` : 'Find a metric'}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      <div className={classes.treeBody}>
        {pending && <Loading lines={7} label="Reading the metrics" />}
        {error !== null && error !== undefined && !metrics && (
          <ErrorNote error={error} doing="reading the metrics" onRetry={onRetry} />
        )}
        {metrics?.length === 0 && (
          <Text c="dimmed" p="sm">
            No results yet. Metrics show here when the first tasks are done.
          </Text>
        )}
        {shown.length > 0 && (
          <ul>
            {shown.map((metric) => (
              <Metric key={metric.name} metric={metric} onInsert={onInsert} />
            ))}
          </ul>
        )}
      </div>
    </aside>
  );
}

function Metric({ metric, onInsert }: { metric: MetricInfo; onInsert: Props['onInsert'] }) {
  const [opened, setOpened] = useState(false);
  const { name, rows, files, bytes, columns } = metric;
  return (
    <li>
      <div className={classes.metric}>
        <ActionIcon
          size={20}
          aria-label={`Columns of ${name}`}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          <IconChevronRight size={14} aria-hidden className={opened ? classes.turned : undefined} />
        </ActionIcon>
        <Tooltip label={`${plural(rows, 'row')}, ${plural(files, 'file')}, ${formatBytes(bytes)}`} position="right">
          <UnstyledButton
            className={classes.insert}
            onClick={() => onInsert(identifier(name), `SELECT *\nFROM ${identifier(name)}\nLIMIT 100`)}
          >
            <VisuallyHidden>Insert </VisuallyHidden>
            <span className={classes.treeName}>{name}</span>
            <span className={classes.treeCount} aria-hidden>
              {formatCount(rows)}
            </span>
          </UnstyledButton>
        </Tooltip>
      </div>
      {opened && (
        <ul className={classes.columnsOf}>
          {columns.map((column) => (
            <li key={column.name}>
              <UnstyledButton
                className={classes.insert}
                onClick={() =>
                  onInsert(
                    identifier(column.name),
                    `SELECT ${identifier(column.name)}, count(*) AS rows\nFROM ${identifier(name)}\nGROUP BY ALL`,
                  )
                }
              >
                <VisuallyHidden>Insert </VisuallyHidden>
                <span className={classes.treeName}>{column.name}</span>
                <span className={classes.treeCount} aria-hidden>
                  {shortType(column.type)}
                </span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** DuckDB's type without what is long in it: `ENUM('a', 'b')` -> `enum`. */
function shortType(type: string): string {
  return type.replace(/\(.*$/s, '').toLowerCase();
}
