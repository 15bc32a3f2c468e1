import { Group, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '../../app/client.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { formatCount } from '../../ui/format.ts';
import { Loading } from '../../ui/loading.tsx';
import classes from './setup-pane.module.css';

/** The policy to copy into the IAM console, or to send to the person who keeps the account. */
export function PolicyView() {
  const [clusters, setClusters] = useState(true);
  const policy = useQuery(orpc.credentials.policy.queryOptions({ input: { clusters } }));
  const text = policy.data && JSON.stringify(policy.data.policy, null, 2);
  return (
    <Stack gap="sm">
      <Text c="dimmed">
        What this workspace needs and nothing more. Make it a policy in the IAM console (tab JSON) and attach it to the
        user or role, or send it to the person who keeps the account.
      </Text>
      <Group justify="space-between">
        <Switch
          size="xs"
          label="With what clusters need (ParallelCluster)"
          checked={clusters}
          onChange={(event) => setClusters(event.currentTarget.checked)}
        />
        {text && <CopyButton value={text} label="Copy policy" />}
      </Group>
      {policy.isPending && <Loading lines={6} />}
      {policy.error && (
        <ErrorNote error={policy.error} doing="making the policy" onRetry={() => void policy.refetch()} />
      )}
      {text && (
        <pre className={classes.policy} tabIndex={0} aria-label="Policy">
          {text}
        </pre>
      )}
      {policy.data && (
        <Text c="dimmed" size="xs">
          {formatCount(policy.data.size)} of the {formatCount(policy.data.limit)} characters that a managed policy may
          have
        </Text>
      )}
      <CommandLine command={`vivarium-aws credentials policy${clusters ? '' : ' --no-clusters'}`} />
    </Stack>
  );
}
