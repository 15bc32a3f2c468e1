import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { appErrorOf } from '#contract/app-error-of';
import classes from './error-note.module.css';

interface Props {
  error: unknown;
  /** What was being done, for errors that do not say it themselves. */
  doing?: string;
  onRetry?: () => void;
}

/** An error in the place where it happened: what went wrong, what to do, and another try where that makes sense. */
export function ErrorNote({ error, doing, onRetry }: Props) {
  const { message, advice, retry } = appErrorOf(error, doing);
  return (
    <Paper className={classes.note} role="alert" p="sm">
      <Group align="flex-start" gap="sm" wrap="nowrap">
        <IconAlertTriangle size={18} className={classes.icon} aria-hidden />
        <Stack gap={4} flex={1} miw={0}>
          <Text className={classes.message}>{message}</Text>
          {advice && <Text c="dimmed">{advice}</Text>}
        </Stack>
        {onRetry && retry && (
          <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Paper>
  );
}
