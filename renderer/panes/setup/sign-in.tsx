import { Anchor, Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { appErrorOf } from '#contract/app-error-of';
import type { SignIn as Step } from '#contract/credentials';
import { askEverythingAgain } from '../../app/changed.ts';
import { client, orpc } from '../../app/client.ts';
import { useWorkspace } from '../../app/workspace.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading } from '../../ui/loading.tsx';
import classes from './setup-pane.module.css';

/** Single sign-on (IAM Identity Center): choose or describe a profile, confirm a code in the browser. */
export function SignIn({ profile, onDone }: { profile: string | undefined; onDone: () => void }) {
  const workspace = useWorkspace();
  const list = useQuery(orpc.credentials.profiles.queryOptions());
  const [chosen, setChosen] = useState(profile ?? workspace.data?.profile ?? null);
  const [signing, setSigning] = useState<string | null>(null);
  const names = (list.data?.profiles ?? []).filter(({ source }) => source === 'sso').map(({ name }) => name);
  if (list.isPending) return <Loading lines={3} />;
  if (signing !== null) return <Confirm profile={signing} onDone={onDone} onBack={() => setSigning(null)} />;
  const known = chosen !== null && names.includes(chosen);
  return (
    <Stack gap="md">
      {names.length > 0 && (
        <Group align="flex-end" wrap="nowrap">
          <Select flex={1} label="Profile" data={names} value={known ? chosen : null} onChange={setChosen} />
          <Button disabled={!known} onClick={() => setSigning(chosen)}>
            Sign in
          </Button>
        </Group>
      )}
      <NewProfile onAdded={setSigning} />
    </Stack>
  );
}

function NewProfile({ onAdded }: { onAdded: (profile: string) => void }) {
  const [fields, setFields] = useState({ profile: '', start_url: '', sso_region: 'us-east-1', account: '', role: '' });
  const add = useMutation(orpc.credentials.addSso.mutationOptions({ onSuccess: ({ name }) => onAdded(name) }));
  const input = (name: keyof typeof fields, label: string, placeholder: string) => (
    <TextInput
      label={label}
      placeholder={placeholder}
      required
      value={fields[name]}
      onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
    />
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(fields);
      }}
    >
      <Text fw={600}>A new single sign-on profile</Text>
      {input('start_url', 'Start page of your organisation', 'https://d-1234567890.awsapps.com/start')}
      <SimpleGrid cols={2} spacing="sm">
        {input('profile', 'Name of the profile', 'work')}
        {input('sso_region', 'Region of the start page', 'us-east-1')}
        {input('account', 'Account', '123456789012')}
        {input('role', 'Permission set', 'Researcher')}
      </SimpleGrid>
      {add.error && <ErrorNote error={add.error} doing="adding the profile" />}
      <Group justify="flex-end">
        <Button type="submit" variant="default" loading={add.isPending}>
          Add and sign in
        </Button>
      </Group>
    </form>
  );
}

function Confirm({ profile, onDone, onBack }: { profile: string; onDone: () => void; onBack: () => void }) {
  const [step, setStep] = useState<Step | null>(null);
  const [error, setError] = useState<unknown>(null);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => {
    const ended = new AbortController();
    void (async () => {
      try {
        for await (const next of await client.credentials.signIn({ profile }, { signal: ended.signal })) {
          setStep(next);
          if (next.state === 'done') {
            await askEverythingAgain();
            done.current();
          }
        }
      } catch (cause) {
        if (!ended.signal.aborted && appErrorOf(cause).code !== 'interrupted') setError(cause);
      }
    })();
    return () => ended.abort();
  }, [profile]);

  if (error !== null) {
    return (
      <Stack>
        <ErrorNote error={error} doing="signing in" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onBack}>
            Back
          </Button>
        </Group>
      </Stack>
    );
  }
  if (step?.state !== 'waiting') return <Loading lines={3} label="Asking for a code" />;
  return (
    <Stack gap="sm" align="flex-start" aria-live="polite">
      <Text>Confirm in the browser that it shows this code:</Text>
      <Group gap="xs">
        <span className={classes.code}>{step.code}</span>
        <CopyButton value={step.code} label="Copy code" />
      </Group>
      <Group gap="xs">
        <Button onClick={() => void client.app.openExternal({ url: step.url })}>Open the sign-in page</Button>
        <CopyButton value={step.url} label="Copy address" />
      </Group>
      <Anchor href={step.url} target="_blank" rel="noreferrer" size="xs">
        {step.url}
      </Anchor>
      <Text c="dimmed">This closes by itself when you have confirmed.</Text>
    </Stack>
  );
}
