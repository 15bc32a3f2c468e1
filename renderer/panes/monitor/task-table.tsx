import { SegmentedControl } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import type { TaskRow, TaskState } from '#contract/run';
import { branchLabel } from '../../ui/branch.ts';
import { formatDuration } from '../../ui/format.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { STATES } from './states.ts';
import { countStates } from './count-states.ts';
import classes from './monitor-pane.module.css';

const ROW = 30;

/** Every task in words; by state where one is chosen. */
export function TaskTable({ tasks, onTask }: { tasks: readonly TaskRow[]; onTask: (task: TaskRow) => void }) {
  const [only, setOnly] = useState<TaskState | 'all'>('all');
  const scroller = useRef<HTMLDivElement>(null);
  const counts = countStates(tasks);
  const rows = only === 'all' ? tasks : tasks.filter(({ state }) => state === only);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  return (
    <div>
      <div className={classes.filter}>
        <SegmentedControl
          aria-label="Show tasks"
          value={only}
          onChange={(value) => setOnly(value as TaskState | 'all')}
          data={[
            { value: 'all', label: `All ${tasks.length}` },
            ...STATES.filter(({ state }) => counts[state] > 0).map(({ state, label }) => ({
              value: state,
              label: `${label} ${counts[state]}`,
            })),
          ]}
        />
      </div>
      <div role="table" aria-label="Tasks" aria-rowcount={rows.length + 1}>
        <div role="rowgroup">
          <div role="row" className={`${classes.taskRow} ${classes.taskHead}`}>
            {['Task', 'State', 'Draw', 'Seed', 'Branch', 'Batch', 'Time', 'Memory'].map((name) => (
              <span key={name} role="columnheader">
                {name}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" ref={scroller} className={classes.taskScroller} tabIndex={0}>
          <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const row = rows[index];
              if (!row) return null;
              return (
                <div
                  key={row.task}
                  role="row"
                  aria-rowindex={index + 2}
                  className={classes.taskRow}
                  style={{ position: 'absolute', top: start, height: ROW, left: 0, right: 0 }}
                >
                  <span role="cell">{row.task}</span>
                  <span role="cell">
                    <StateBadge tone={row.state}>
                      {STATES.find(({ state }) => state === row.state)?.label ?? row.state}
                    </StateBadge>
                  </span>
                  <span role="cell">{row.input_draw}</span>
                  <span role="cell">{row.random_seed}</span>
                  <span role="cell" className={classes.cut}>
                    {branchLabel(row.branch)}
                  </span>
                  <span role="cell">
                    <button
                      type="button"
                      className={classes.inline}
                      onClick={() => onTask(row)}
                      aria-label={`Log of batch ${row.batch}`}
                    >
                      {row.batch}
                    </button>
                  </span>
                  <span role="cell">{row.seconds === null ? '' : formatDuration(row.seconds)}</span>
                  <span role="cell">{row.peak_rss_mb === null ? '' : `${Math.round(row.peak_rss_mb)} MB`}</span>
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}
