import { Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';

interface Question {
  title: string;
  /** What will happen, and whether it can be undone. */
  body: string;
  confirm: string;
  onConfirm: () => void;
}

/** Asks before something is lost. The safe answer has the focus. */
export function askFirst({ title, body, confirm, onConfirm }: Question): void {
  modals.openConfirmModal({
    title,
    children: (
      <Stack gap="xs">
        <Text>{body}</Text>
      </Stack>
    ),
    labels: { confirm, cancel: 'Cancel' },
    confirmProps: { color: 'red.8' },
    cancelProps: { 'data-autofocus': true },
    onConfirm,
  });
}
