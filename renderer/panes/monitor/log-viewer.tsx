import { Group, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { TaskRow } from '#contract/run';
import { orpc } from '../../app/client.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading } from '../../ui/loading.tsx';
import classes from './monitor-pane.module.css';

interface Props {
  run: string;
  tasks: readonly TaskRow[];
  active: boolean;
  batch: number | null;
  onBatch: (batch: number) => void;
}

/** A batch's log, its end in view; read again while the run goes on. */
export function LogViewer({ run, tasks, active, batch, onBatch }: Props) {
  const batches = [...new Set(tasks.map((task) => task.batch))].sort((a, b) => a - b);
  const shown = batch ?? tasks.find(({ state }) => state === 'failed')?.batch ?? batches[0] ?? 0;
  const log = useQuery(
    orpc.run.logs.queryOptions({ input: { run, batch: shown }, refetchInterval: active ? 4000 : false, retry: false }),
  );
  const text = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (text.current) text.current.scrollTop = text.current.scrollHeight;
  }, [log.data?.text]);

  return (
    <div>
      <Group className={classes.filter} gap="sm">
        <Select
          aria-label="Batch"
          value={String(shown)}
          data={batches.map((number) => ({ value: String(number), label: `Batch ${number}` }))}
          searchable
          allowDeselect={false}
          onChange={(value) => value !== null && onBatch(Number(value))}
          w={150}
        />
        {log.data && (
          <>
            <Text c="dimmed" flex={1}>
              Attempt {log.data.attempt}
            </Text>
            <CopyButton value={log.data.text} label="Copy log" />
          </>
        )}
      </Group>
      {log.isPending && <Loading lines={4} label="Reading the log" />}
      {log.error && (
        <div className={classes.pad}>
          <ErrorNote error={log.error} doing="reading the log" onRetry={() => log.refetch()} />
        </div>
      )}
      {log.data && (
        <pre ref={text} className={classes.log} tabIndex={0} aria-label={`Log of batch ${shown}`}>
          {log.data.text || 'Nothing is written yet.'}
        </pre>
      )}
    </div>
  );
}
