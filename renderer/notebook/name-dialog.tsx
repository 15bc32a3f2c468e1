import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { NotebookName } from '#contract/notebook';

interface Props {
  opened: boolean;
  title: string;
  initial: string;
  onClose: () => void;
  onName: (name: string) => void;
}

/** Asks for a notebook's name. */
export function NameDialog({ opened, title, initial, onClose, onName }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="sm" closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <NameForm initial={initial} onName={onName} />}
    </Modal>
  );
}

function NameForm({ initial, onName }: { initial: string; onName: (name: string) => void }) {
  const [name, setName] = useState(initial);
  const checked = NotebookName.safeParse(name.trim());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (checked.success) onName(checked.data);
      }}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={checked.success || name === '' ? undefined : checked.error.issues[0]?.message}
        data-autofocus
      />
      <Group justify="flex-end" mt="md">
        <Button type="submit" disabled={!checked.success}>
          Save notebook
        </Button>
      </Group>
    </form>
  );
}
