import { Group, Progress as Bar, Text } from '@mantine/core';
import type { RunStatus } from '#contract/run';
import { formatCount, formatDate, formatDuration, percentage } from '../../ui/format.ts';
import { StateBadge, type Tone } from '../../ui/state-badge.tsx';
import { STATES } from './states.ts';
import classes from './monitor-pane.module.css';

const RUN_STATES: Record<RunStatus['state'], { tone: Tone; label: string }> = {
  active: { tone: 'running', label: 'Going on' },
  complete: { tone: 'done', label: 'Complete' },
  incomplete: { tone: 'failed', label: 'Not complete' },
};

/** How far the run is, as a figure, a bar and counts. */
export function Progress({ status }: { status: RunStatus }) {
  const { total, done, state, tasks_per_minute, seconds_left, started_at, ended_at, created_at } = status;
  const share = percentage(done, total);
  const took = started_at && ended_at ? (Date.parse(ended_at) - Date.parse(started_at)) / 1000 : null;
  const times = [
    state === 'active' && tasks_per_minute !== null ? `${tasks_per_minute.toFixed(1)} tasks/min` : '',
    state === 'active' && seconds_left !== null ? `${formatDuration(seconds_left)} left` : '',
    state !== 'active' && took !== null ? `took ${formatDuration(took)}` : '',
    started_at ? `started ${formatDate(started_at)}` : `made ${formatDate(created_at)}`,
  ].filter(Boolean);
  return (
    <section className={classes.progress} aria-label="Progress">
      <Group justify="space-between" align="flex-end" wrap="nowrap">
        <Group gap="sm" align="baseline">
          <span className={classes.share}>{share}%</span>
          <Text c="dimmed">
            {formatCount(done)} of {formatCount(total)} tasks done
          </Text>
        </Group>
        <Group gap="md">
          <Text c="dimmed">{times.join(' · ')}</Text>
          <StateBadge tone={RUN_STATES[state].tone}>{RUN_STATES[state].label}</StateBadge>
        </Group>
      </Group>
      <Bar.Root size={12} radius="sm" className={classes.bar}>
        {STATES.filter((entry) => entry.state !== 'queued' && status[entry.state] > 0).map((entry) => (
          <Bar.Section
            key={entry.state}
            value={(100 * status[entry.state]) / Math.max(1, total)}
            color={`var(--state-${entry.state})`}
            aria-label={`${entry.label}: ${status[entry.state]} of ${total}`}
          />
        ))}
      </Bar.Root>
      <ul className={classes.counts} aria-label="Tasks by state">
        {STATES.map((entry) => (
          <li key={entry.state}>
            <StateBadge tone={entry.state}>{entry.label}</StateBadge>
            <strong>{formatCount(status[entry.state])}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
