import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { RunStatus, TaskRow } from '#contract/run';
import { branchLabel } from '../../ui/branch.ts';
import { formatDuration } from '../../ui/format.ts';
import { BranchCanvas } from './branch-canvas.tsx';
import { layOut } from './map-layout.ts';
import { STATES } from './states.ts';
import classes from './monitor-pane.module.css';

interface Props {
  tasks: readonly TaskRow[];
  status: RunStatus;
  onTask: (task: TaskRow) => void;
}

const GAP = 24;

/** Every task as a square: a picture a branch, a row a draw, a column a seed. The same is in words in the table. */
export function TaskMap({ tasks, status, onTask }: Props) {
  const { ref, width } = useElementSize();
  const [under, setUnder] = useState<TaskRow | null>(null);
  const maps = useMemo(() => layOut(tasks), [tasks]);
  const perLine = Math.max(1, Math.min(maps.length, Math.floor((width + GAP) / (240 + GAP))));
  const room = Math.floor((width - GAP * (perLine - 1)) / perLine);
  return (
    <div className={classes.mapPad}>
      <div ref={ref} className={classes.maps}>
        {width > 0 &&
          maps.map((map) => (
            <figure key={map.label} className={classes.map} style={{ maxWidth: room }}>
              <figcaption>{map.label}</figcaption>
              <BranchCanvas map={map} width={room} onHover={setUnder} onTask={onTask} />
            </figure>
          ))}
      </div>
      <div className={classes.legend}>
        <ul aria-label="Legend">
          {STATES.filter(({ state }) => status[state] > 0).map(({ state, label }) => (
            <li key={state}>
              <span className={classes.swatch} style={{ background: `var(--state-${state})` }} aria-hidden />
              {label}
            </li>
          ))}
        </ul>
        <Text size="xs" c="dimmed" truncate>
          {under ? describe(under) : 'A row is a draw, a column a seed. Point at a task to see it; click for its log.'}
        </Text>
      </div>
    </div>
  );
}

function describe({ task, input_draw, random_seed, branch, state, seconds, peak_rss_mb }: TaskRow): string {
  return [
    `Task ${task}: draw ${input_draw}, seed ${random_seed}, ${branchLabel(branch)}`,
    state,
    seconds === null ? '' : formatDuration(seconds),
    peak_rss_mb === null ? '' : `${Math.round(peak_rss_mb)} MB`,
  ]
    .filter(Boolean)
    .join(' · ');
}
