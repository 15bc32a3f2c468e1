import { Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'wouter';
import type { RunSummary } from '#contract/run';
import { formatWhen, plural } from '../../ui/format.ts';
import classes from './monitor-pane.module.css';

/** All runs of the workspace, newest first. */
export function RunList({ runs, chosen }: { runs: RunSummary[]; chosen: string }) {
  const now = useNow();
  return (
    <nav className={classes.runs} aria-label="Runs">
      <ul>
        {runs.map(({ id, model, created_at, tasks }) => (
          <li key={id}>
            <Link
              href={`/monitor/${id}`}
              className={classes.run}
              aria-current={id === chosen ? 'true' : undefined}
              title={id}
            >
              <Text fw={500} truncate>
                {model}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {formatWhen(created_at, now)} · {plural(tasks, 'task')}
              </Text>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Epoch ms, anew every half minute. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 30_000, { autoInvoke: true });
  return now;
}
