import { ActionIcon, Button, Group, Loader, Text, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconActivity, IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { plural } from '../ui/format.ts';
import { StateBadge } from '../ui/state-badge.tsx';
import { useActivities } from './activities.ts';
import { inOrder } from './activity-order.ts';
import { ActivityItem } from './activity-item.tsx';
import { orpc } from './client.ts';
import { useSandbox, useWorkspace } from './workspace.ts';
import classes from './activity-tray.module.css';

/** The status line at the window's foot; its button opens the tray of long work. */
export function ActivityTray() {
  const [opened, setOpened] = useState(false);
  const { activities, error } = useActivities();
  const clear = useMutation(orpc.activity.clear.mutationOptions());
  useHotkeys(
    [
      ['mod+J', () => setOpened(!opened)],
      ['Escape', () => setOpened(false)],
    ],
    [],
    true,
  );
  const running = activities.filter(({ state }) => state === 'running');
  const failed = activities.filter(({ state }) => state === 'failed').length;

  return (
    <footer className={classes.status}>
      <UnstyledButton
        className={classes.toggle}
        aria-expanded={opened}
        aria-controls="activities"
        onClick={() => setOpened(!opened)}
      >
        {running.length > 0 ? <Loader size={12} aria-hidden /> : <IconActivity size={14} aria-hidden />}
        <span>{running.length > 0 ? `Activities: ${running.length} running` : 'Activities'}</span>
        {failed > 0 && (
          <span className={classes.failed}>
            <IconAlertTriangle size={13} aria-hidden />
            {failed} failed
          </span>
        )}
      </UnstyledButton>
      <Text size="xs" c="dimmed" truncate flex={1} aria-live="polite">
        {error
          ? 'The app does not answer; trying to reach it again …'
          : running[0]
            ? [running[0].title, running[0].detail].filter(Boolean).join(': ')
            : ''}
      </Text>
      <StatusFacts />
      {opened && (
        <section id="activities" className={classes.tray} aria-label="Activities">
          <Group justify="space-between" className={classes.head}>
            <Text fw={600}>Activities</Text>
            <Group gap={4}>
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => clear.mutate({})}
                disabled={activities.length === running.length}
              >
                Clear ended
              </Button>
              <ActionIcon size={22} aria-label="Close activities" onClick={() => setOpened(false)}>
                <IconChevronDown size={15} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
          {activities.length === 0 ? (
            <Text c="dimmed" p="md" ta="center">
              Nothing is going on. Uploads, runs and installations show here.
            </Text>
          ) : (
            <ul className={classes.list} aria-label={plural(activities.length, 'activity', 'activities')} tabIndex={0}>
              {inOrder(activities).map((activity) => (
                <ActivityItem key={activity.id} activity={activity} />
              ))}
            </ul>
          )}
        </section>
      )}
    </footer>
  );
}

function StatusFacts() {
  const workspace = useWorkspace();
  const sandbox = useSandbox();
  const info = useQuery(orpc.app.info.queryOptions({ staleTime: Infinity }));
  return (
    <Group gap="md" wrap="nowrap">
      {workspace.data?.kind === 'sandbox' && sandbox.data && (
        <StateBadge
          tone={sandbox.data.state === 'running' ? 'done' : 'queued'}
        >{`Sandbox ${sandbox.data.state}`}</StateBadge>
      )}
      {info.data && (
        <Text size="xs" c="dimmed">
          {info.data.version}
        </Text>
      )}
    </Group>
  );
}
