import { Button, Collapse, Group, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { FailureGroup } from '#contract/run';
import type { z } from 'zod';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { plural } from '../../ui/format.ts';
import classes from './monitor-pane.module.css';

type Failed = z.infer<typeof FailureGroup>;

/** What failed, by cause: the cause that stopped most tasks first. */
export function Failures({ failures, onLog }: { failures: readonly Failed[]; onLog: (batch: number) => void }) {
  const ordered = [...failures].sort((a, b) => b.count - a.count);
  return (
    <Card title={`Failures: ${plural(failures.length, 'cause')}`} flush>
      <ul className={classes.failures}>
        {ordered.map((group) => (
          <Failure key={group.cause.signature} group={group} onLog={onLog} />
        ))}
      </ul>
    </Card>
  );
}

function Failure({ group, onLog }: { group: Failed; onLog: (batch: number) => void }) {
  const { cause, count, tasks, batches } = group;
  const [opened, setOpened] = useState(false);
  const id = useId();
  const [first] = batches;
  return (
    <li className={classes.failure}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <span className={classes.failureCount}>{plural(count, 'task')}</span>
        <div className={classes.failureText}>
          <Text fw={500}>{cause.title}</Text>
          {cause.message !== cause.title && (
            <Text c="dimmed" className={classes.wrap}>
              {cause.message}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {tasks.length > 0 && `Tasks ${tasks.slice(0, 12).join(', ')}${tasks.length > 12 ? ' …' : ''}`}
          </Text>
        </div>
        {cause.traceback && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={opened}
            aria-controls={id}
            leftSection={
              opened ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />
            }
            onClick={() => setOpened(!opened)}
          >
            Traceback
          </Button>
        )}
        {first !== undefined && (
          <Button variant="subtle" size="compact-sm" onClick={() => onLog(first)}>
            Log
          </Button>
        )}
      </Group>
      <Collapse expanded={opened} id={id}>
        {opened && cause.traceback && (
          <div className={classes.traceback}>
            <pre tabIndex={0} aria-label="Traceback">
              {cause.traceback}
            </pre>
            <div className={classes.corner}>
              <CopyButton value={cause.traceback} label="Copy traceback" />
            </div>
          </div>
        )}
      </Collapse>
    </li>
  );
}
