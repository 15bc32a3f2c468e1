import { Alert, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import type { RunStatus, TaskRow } from '#contract/run';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Card } from '../../ui/card.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Failures } from './failures.tsx';
import { LogViewer } from './log-viewer.tsx';
import { Progress } from './progress.tsx';
import { TaskMap } from './task-map.tsx';
import { TaskTable } from './task-table.tsx';
import { useTasks } from './use-tasks.ts';
import classes from './monitor-pane.module.css';

interface Props {
  run: string;
  status: RunStatus;
  /** The run cannot be asked just now; what is shown is the last answer. */
  stale: boolean;
}

/** One run: progress, failures by cause, the map of its tasks, each task, logs. */
export function RunDetail({ run, status, stale }: Props) {
  const tasks = useTasks(run, status);
  const [tab, setTab] = useState<string | null>('map');
  const [batch, setBatch] = useState<number | null>(null);
  const showLog = (of: number) => {
    setBatch(of);
    setTab('log');
  };
  const openTask = (task: TaskRow) => showLog(task.batch);

  return (
    <>
      {(stale || !status.scheduler_asked) && (
        <Alert color="orange" variant="light" role="status">
          <Text>
            {stale
              ? 'The run cannot be asked just now. This is where it stood; it may have gone on.'
              : 'The scheduler does not answer, so running and queued tasks are as last known. None is taken for lost.'}
          </Text>
        </Alert>
      )}
      <Progress status={status} />
      {status.failures.length > 0 && <Failures failures={status.failures} onLog={showLog} />}
      <Card title="Tasks" flush>
        <Tabs value={tab} onChange={setTab}>
          <Tabs.List className={classes.tabs} aria-label="Ways to see the tasks">
            <Tabs.Tab value="map">Map</Tabs.Tab>
            <Tabs.Tab value="table">Table</Tabs.Tab>
            <Tabs.Tab value="log">Log</Tabs.Tab>
          </Tabs.List>
          {tasks.error && !tasks.data ? (
            <div className={classes.pad}>
              <ErrorNote error={tasks.error} doing="listing the run's tasks" onRetry={() => tasks.refetch()} />
            </div>
          ) : !tasks.data ? (
            <Loading lines={4} label="Listing tasks" />
          ) : (
            <>
              <Tabs.Panel value="map">
                <TaskMap tasks={tasks.data} status={status} onTask={openTask} />
              </Tabs.Panel>
              <Tabs.Panel value="table">
                <TaskTable tasks={tasks.data} onTask={openTask} />
              </Tabs.Panel>
              <Tabs.Panel value="log">
                <LogViewer
                  run={run}
                  tasks={tasks.data}
                  active={status.state === 'active'}
                  batch={batch}
                  onBatch={setBatch}
                />
              </Tabs.Panel>
            </>
          )}
        </Tabs>
      </Card>
    </>
  );
}
