import { Button, Checkbox, Group, PasswordInput, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { appErrorOf } from '#contract/app-error-of';
import { askEverythingAgain } from '../../app/changed.ts';
import { orpc } from '../../app/client.ts';
import { useWorkspace } from '../../app/workspace.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import classes from './setup-pane.module.css';

/** Keys that the user types; they go to the AWS credentials file and are forgotten here. */
export function KeysForm({ onDone }: { onDone: () => void }) {
  const workspace = useWorkspace();
  const [profile, setProfile] = useState(workspace.data?.profile ?? 'default');
  const [id, setId] = useState('');
  const [secret, setSecret] = useState('');
  const [token, setToken] = useState('');
  const [replace, setReplace] = useState(false);
  const add = useMutation(
    orpc.credentials.add.mutationOptions({
      // A mutation keeps what it was called with: not for secrets.
      gcTime: 0,
      onSuccess: async () => {
        setSecret('');
        setToken('');
        add.reset();
        await askEverythingAgain();
        onDone();
      },
    }),
  );
  const taken = add.error !== null && appErrorOf(add.error).code === 'already-there';
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    add.mutate({
      profile: profile.trim(),
      access_key_id: id.trim(),
      secret_access_key: secret.trim(),
      ...(token.trim() !== '' && { session_token: token.trim() }),
      replace,
    });
  };
  return (
    <form className={classes.form} onSubmit={submit} autoComplete="off">
      <Text c="dimmed">
        They are written to the AWS credentials file, readable by you only, where the AWS tools look for them too. All
        else in that file stays as it is.
      </Text>
      <TextInput
        label="Profile"
        value={profile}
        onChange={(event) => setProfile(event.currentTarget.value)}
        required
        data-autofocus
      />
      <TextInput
        label="Access key ID"
        placeholder="AKIA…"
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
        required
        spellCheck={false}
      />
      <PasswordInput
        size="xs"
        label="Secret access key"
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
        required
        autoComplete="off"
      />
      <PasswordInput
        size="xs"
        label="Session token"
        description="Only with temporary keys"
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        autoComplete="off"
      />
      {(taken || replace) && (
        <Checkbox
          size="xs"
          label="Replace the credentials that this profile has"
          checked={replace}
          onChange={(event) => setReplace(event.currentTarget.checked)}
        />
      )}
      {add.error && <ErrorNote error={add.error} doing="adding the keys" />}
      <Group justify="flex-end">
        <Button type="submit" loading={add.isPending}>
          Add keys
        </Button>
      </Group>
    </form>
  );
}
