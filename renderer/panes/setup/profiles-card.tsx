import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Profile, ProfileSource } from '#contract/credentials';
import { orpc } from '../../app/client.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useSetupDialog } from './dialog-state.ts';
import classes from './setup-pane.module.css';

const FROM: Record<ProfileSource, string> = {
  keys: 'access keys',
  sso: 'single sign-on',
  role: 'a role',
  process: 'a program of its own',
  'web-identity': 'a web identity',
  login: 'a console sign-in',
  none: 'no credentials',
};

/** The profiles of the AWS files: never their keys. */
export function ProfilesCard() {
  const open = useSetupDialog();
  const list = useQuery(orpc.credentials.profiles.queryOptions());
  return (
    <Card
      title="Credentials"
      flush
      actions={
        <Group gap={6}>
          <Button variant="default" onClick={() => open({ kind: 'keys' })}>
            Add keys
          </Button>
          <Button variant="default" onClick={() => open({ kind: 'single-sign-on' })}>
            Sign in
          </Button>
        </Group>
      }
    >
      {list.isPending && <Loading lines={3} />}
      {list.error && (
        <div className={classes.note}>
          <ErrorNote error={list.error} doing="reading the profiles" onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.data && (
        <ul className={classes.list}>
          {list.data.environment.keys && (
            <li className={classes.profile}>
              <Text>The environment has keys; they go before the default profile.</Text>
            </li>
          )}
          {list.data.profiles.map((profile) => (
            <ProfileLine key={profile.name} profile={profile} />
          ))}
          {list.data.profiles.length === 0 && (
            <li className={classes.profile}>
              <Text c="dimmed">There are no profiles on this computer yet.</Text>
            </li>
          )}
        </ul>
      )}
    </Card>
  );
}

function ProfileLine({ profile: { name, source, region, account, role, mfa, notes } }: { profile: Profile }) {
  const open = useSetupDialog();
  const about = [FROM[source], role, account, region, mfa && 'MFA'].filter(Boolean).join(' · ');
  return (
    <li className={classes.profile}>
      <div>
        <Text fw={500}>{name}</Text>
        <Text c="dimmed" size="xs">
          {about}
        </Text>
        {notes.map((note) => (
          <Text key={note} size="xs">
            {note}
          </Text>
        ))}
      </div>
      {source === 'sso' && (
        <Button size="compact-xs" variant="default" onClick={() => open({ kind: 'single-sign-on', profile: name })}>
          Sign in
        </Button>
      )}
    </li>
  );
}
