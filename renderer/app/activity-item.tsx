import { ActionIcon, Group, Progress, Text, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Activity } from '#contract/activity';
import { formatBytes, formatCount, formatDuration, formatRate } from '../ui/format.ts';
import { StateBadge, type Tone } from '../ui/state-badge.tsx';
import { share } from './activity-order.ts';
import { orpc } from './client.ts';
import classes from './activity-tray.module.css';

const STATES: Record<Activity['state'], { tone: Tone; label: string }> = {
  running: { tone: 'running', label: 'Running' },
  done: { tone: 'done', label: 'Done' },
  failed: { tone: 'failed', label: 'Failed' },
  cancelled: { tone: 'lost', label: 'Cancelled' },
};

/** One piece of long work. */
export function ActivityItem({ activity }: { activity: Activity }) {
  const cancel = useMutation(orpc.activity.cancel.mutationOptions());
  const pause = useMutation(orpc.activity.pause.mutationOptions());
  const { title, detail, state, error } = activity;
  const running = state === 'running';
  const part = share(activity);
  return (
    <li className={classes.item}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text fw={500} truncate>
          {title}
        </Text>
        <Group gap={4} wrap="nowrap">
          <StateBadge tone={STATES[state].tone}>
            {running && activity.paused ? 'Paused' : STATES[state].label}
          </StateBadge>
          {running && activity.paused !== undefined && (
            <Tooltip label={activity.paused ? 'Go on' : 'Pause'}>
              <ActionIcon
                size={22}
                onClick={() => pause.mutate({ id: activity.id, paused: !activity.paused })}
                aria-label={`${activity.paused ? 'Go on with' : 'Pause'} ${title}`}
              >
                {activity.paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
          {running && activity.cancellable && (
            <Tooltip label="Cancel">
              <ActionIcon
                size={22}
                onClick={() => cancel.mutate({ id: activity.id })}
                loading={cancel.isPending}
                aria-label={`Cancel ${title}`}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      </Group>
      {running && (
        <Progress
          value={part ?? 100}
          animated={part === null}
          opacity={part === null ? 0.45 : 1}
          size={4}
          my={6}
          aria-label={`Progress of ${title}`}
        />
      )}
      <Text c="dimmed" size="xs" className={classes.detail}>
        {[detail, running ? progressText(activity) : ''].filter(Boolean).join(' · ')}
      </Text>
      {error && state === 'failed' && (
        <div className={classes.error}>
          <Text size="xs" fw={500}>
            {error.message}
          </Text>
          {error.advice && (
            <Text size="xs" c="dimmed">
              {error.advice}
            </Text>
          )}
        </div>
      )}
    </li>
  );
}

/** How far, how fast, how long still. */
function progressText({ progress }: Activity): string {
  if (!progress) return '';
  const { done, total, unit, rate, seconds_left } = progress;
  const amount = unit === 'bytes' ? formatBytes : formatCount;
  return [
    total === null ? amount(done) : `${amount(done)} of ${amount(total)}`,
    rate === null || unit === 'steps' ? '' : formatRate(rate, unit),
    seconds_left === null ? '' : `${formatDuration(seconds_left)} left`,
  ]
    .filter(Boolean)
    .join(' · ');
}
