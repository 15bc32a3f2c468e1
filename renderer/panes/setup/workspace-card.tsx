import { ActionIcon, Button, Code, Group, Menu, Select, Stack } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { askEverythingAgain } from '../../app/changed.ts';
import { client, orpc } from '../../app/client.ts';
import { saveFile } from '../../app/save-file.ts';
import { Card } from '../../ui/card.tsx';
import { askFirst } from '../../ui/confirm.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useSetupDialog } from './dialog-state.ts';

/** Which workspace is worked in, what it is made of, and the ways to others. */
export function WorkspaceCard() {
  const open = useSetupDialog();
  const list = useQuery(orpc.workspace.list.queryOptions());
  const changes = { onSettled: askEverythingAgain };
  const use = useMutation(orpc.workspace.use.mutationOptions(changes));
  const remove = useMutation(orpc.workspace.remove.mutationOptions(changes));
  const pass = useMutation({
    mutationFn: () => client.workspace.export({}),
    onSuccess: ({ name, text }) => saveFile(`${name}.workspace.yaml`, text, 'application/yaml'),
  });
  const current = list.data?.workspaces.find(({ name }) => name === list.data.current);
  const aws = current?.kind === 'aws';
  const failure = use.error ?? remove.error ?? pass.error;

  return (
    <Card
      title="Workspace"
      actions={
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label="More about workspaces">
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => open({ kind: 'import' })}>Import…</Menu.Item>
            <Menu.Item disabled={!aws} onClick={() => pass.mutate()}>
              Export
            </Menu.Item>
            <Menu.Item disabled={!aws} onClick={() => open({ kind: 'workspace', edit: true })}>
              Edit…
            </Menu.Item>
            <Menu.Item
              disabled={!aws}
              onClick={() =>
                current &&
                askFirst({
                  title: `Remove the workspace ${current.name}?`,
                  body: 'The app forgets it. Its bucket, and all that is in it, stays.',
                  confirm: 'Remove',
                  onConfirm: () => remove.mutate({ name: current.name }),
                })
              }
            >
              Remove…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    >
      {list.isPending && <Loading lines={3} />}
      {list.error && (
        <ErrorNote error={list.error} doing="listing the workspaces" onRetry={() => void list.refetch()} />
      )}
      {list.data && (
        <Stack gap="md">
          <Group align="flex-end" wrap="nowrap" gap="xs">
            <Select
              flex={1}
              aria-label="Workspace"
              data={list.data.workspaces.map(({ name, kind }) => ({
                value: name,
                label: kind === 'sandbox' ? `${name} (this computer)` : name,
              }))}
              value={list.data.current}
              onChange={(name) => name && use.mutate({ name })}
              allowDeselect={false}
            />
            <Button variant="default" onClick={() => open({ kind: 'workspace', edit: false })}>
              New…
            </Button>
          </Group>
          {failure && <ErrorNote error={failure} doing="changing the workspace" />}
          {current && aws && (
            <Facts
              facts={[
                [
                  'Bucket',
                  <Code
                    key="b"
                    style={{ overflowWrap: 'anywhere' }}
                  >{`s3://${current.bucket}/${current.prefix}`}</Code>,
                ],
                ['Region', current.region],
                ...(current.endpoint ? ([['Store', current.endpoint]] as const) : []),
                ['Credentials', current.profile === null ? 'environment, then default' : `profile ${current.profile}`],
                ['Key pair', current.key_pair ?? 'none yet'],
              ]}
            />
          )}
          {aws && (
            <Group gap="xs">
              <Button variant="default" onClick={() => open({ kind: 'key' })}>
                Key pairs
              </Button>
              <Button variant="default" onClick={() => open({ kind: 'bucket', name: '' })}>
                New bucket
              </Button>
              <Button variant="default" onClick={() => open({ kind: 'policy' })}>
                IAM policy
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Card>
  );
}
