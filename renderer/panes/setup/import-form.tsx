import { Button, FileInput, Group, Select, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askEverythingAgain } from '../../app/changed.ts';
import { orpc } from '../../app/client.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import classes from './setup-pane.module.css';

/** A workspace from a colleague's file, with a profile of one's own. */
export function ImportForm({ onDone }: { onDone: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [profile, setProfile] = useState<string | null>(null);
  const profiles = useQuery(orpc.credentials.profiles.queryOptions());
  const add = useMutation(
    orpc.workspace.import.mutationOptions({
      onSuccess: async () => {
        onDone();
        await askEverythingAgain();
      },
    }),
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void file?.text().then((text) => add.mutate({ text, profile }));
      }}
    >
      <Text c="dimmed">It names the bucket and the region; the credentials are your own.</Text>
      <FileInput
        size="xs"
        label="File"
        placeholder="measles.workspace.yaml"
        accept=".yaml,.yml"
        value={file}
        onChange={setFile}
        required
        clearable
      />
      <Select
        label="Your profile"
        placeholder="The environment, then the default profile"
        data={(profiles.data?.profiles ?? []).map(({ name }) => name)}
        value={profile}
        onChange={setProfile}
        clearable
      />
      {add.error && <ErrorNote error={add.error} doing="importing the workspace" />}
      <Group justify="flex-end">
        <Button type="submit" disabled={!file} loading={add.isPending}>
          Import
        </Button>
      </Group>
    </form>
  );
}
