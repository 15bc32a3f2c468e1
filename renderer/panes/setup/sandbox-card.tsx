import { Button, Code, Group, Stack, Text } from '@mantine/core';
import type { SandboxStatus } from '#contract/sandbox';
import { useSandboxActions } from '../../app/sandbox-actions.ts';
import { useSandbox } from '../../app/workspace.ts';
import { Card } from '../../ui/card.tsx';
import { askFirst } from '../../ui/confirm.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Loading } from '../../ui/loading.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { RESET_QUESTION } from './reset-question.ts';

/** The sandbox: what it is made of, and its switch. */
export function SandboxCard() {
  const sandbox = useSandbox();
  const { start, stop, reset } = useSandboxActions();
  const status = sandbox.data;
  const running = status?.state === 'running';
  const busy = start.isPending || stop.isPending || reset.isPending;
  const failure = start.error ?? stop.error ?? reset.error;

  return (
    <Card
      title="Sandbox"
      actions={status && <StateBadge tone={running ? 'done' : 'queued'}>{running ? 'Running' : 'Stopped'}</StateBadge>}
    >
      {sandbox.isPending && <Loading />}
      {sandbox.error && (
        <ErrorNote error={sandbox.error} doing="asking for the sandbox's state" onRetry={() => sandbox.refetch()} />
      )}
      {status && (
        <Stack gap="md">
          {failure && !busy && <ErrorNote error={failure} doing="changing the sandbox" />}
          <SandboxFacts status={status} />
          <Group gap="xs">
            {running && (
              <Button variant="default" loading={stop.isPending} disabled={busy} onClick={() => stop.mutate({})}>
                Stop sandbox
              </Button>
            )}
            <Button
              variant="subtle"
              color="gray"
              loading={reset.isPending}
              disabled={busy}
              onClick={() => askFirst({ ...RESET_QUESTION, onConfirm: () => reset.mutate({}) })}
            >
              Reset…
            </Button>
          </Group>
          <Text c="dimmed" size="xs">
            {running && !status.detached
              ? 'It stops when this app ends; what lies in it is kept.'
              : 'What lies in it is kept between starts.'}
          </Text>
        </Stack>
      )}
    </Card>
  );
}

function SandboxFacts({ status }: { status: SandboxStatus }) {
  const { python } = status;
  const address = `s3://${status.bucket}/${status.prefix}`;
  return (
    <Facts
      facts={[
        ['S3 server', status.server ?? 'not chosen yet'],
        [
          'Endpoint',
          status.endpoint ? <Copied key="e" value={status.endpoint} what="endpoint" /> : 'none while it is stopped',
        ],
        ['Workspace', <Copied key="w" value={address} what="address" />],
        ['Data folder', <Copied key="d" value={status.data_folder} what="data folder" />],
        [
          'Python',
          python.interpreter
            ? `${python.version ?? 'version not known'}, ${python.environment_ready ? 'vivarium installed' : 'vivarium not installed yet'}`
            : 'not found',
        ],
        ['Sample study', status.sample_ready ? 'in the bucket' : 'comes with the first start'],
      ]}
    />
  );
}

function Copied({ value, what }: { value: string; what: string }) {
  return (
    <Group gap={2} wrap="nowrap" justify="space-between">
      <Code style={{ overflowWrap: 'anywhere', background: 'transparent', padding: 0, fontSize: 12 }}>{value}</Code>
      <CopyButton value={value} label={`Copy ${what}`} />
    </Group>
  );
}
