import { Button, Group, PinInput, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { askEverythingAgain } from '../../app/changed.ts';
import { orpc } from '../../app/client.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import classes from './setup-pane.module.css';

/** Opens the session of a role that wants the code of an MFA device. */
export function MfaForm({ onDone }: { onDone: () => void }) {
  const [code, setCode] = useState('');
  const unlock = useMutation(
    orpc.credentials.unlock.mutationOptions({
      onSuccess: async () => {
        await askEverythingAgain();
        onDone();
      },
    }),
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        unlock.mutate({ code });
      }}
    >
      <Text c="dimmed">
        The six digits that the device shows now. The session that they open is used until it ends.
      </Text>
      <PinInput length={6} type="number" oneTimeCode value={code} onChange={setCode} aria-label="Digit of the code" />
      {unlock.error && <ErrorNote error={unlock.error} doing="giving the code" />}
      <Group justify="flex-end">
        <Button type="submit" disabled={code.length !== 6} loading={unlock.isPending}>
          Open the session
        </Button>
      </Group>
    </form>
  );
}
