import { Alert, Button, Code, Drawer, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconShieldCheck, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ObjectInfo } from '#contract/data';
import { bridge, client, orpc } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { askFirst } from '../../ui/confirm.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ArtifactKeys } from './artifact-keys.tsx';
import { formatBytes, formatCount, formatDate } from '../../ui/format.ts';

/** One object: what is known of it, its checksum, and what can be done with it. */
export function ObjectDrawer({ object, onClose }: { object: ObjectInfo | null; onClose: () => void }) {
  return (
    <Drawer
      opened={object !== null}
      onClose={onClose}
      position="right"
      size={440}
      title={object?.name ?? ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {object && <ObjectDetail key={object.uri} listed={object} onClose={onClose} />}
    </Drawer>
  );
}

function ObjectDetail({ listed, onClose }: { listed: ObjectInfo; onClose: () => void }) {
  const { uri } = listed;
  const info = useQuery(orpc.data.info.queryOptions({ input: { uri } }));
  const verify = useMutation(orpc.data.verify.mutationOptions());
  const remove = useMutation(
    orpc.data.remove.mutationOptions({
      onSuccess: () => {
        notifications.show({ color: 'brand', title: 'Deleted', message: listed.name });
        onClose();
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: orpc.data.list.key() }),
    }),
  );
  const download = useMutation({
    networkMode: 'always',
    mutationFn: async () => {
      const { path } = await client.dialog.saveAs({
        title: 'Download',
        name: listed.name.split('/').at(-1) ?? listed.name,
      });
      return path === null ? null : client.data.download({ uri, to: path });
    },
  });
  const object = info.data ?? listed;

  return (
    <Stack gap="md">
      {info.error && <ErrorNote error={info.error} doing="asking about the object" onRetry={() => info.refetch()} />}
      <Facts
        facts={[
          [
            'Address',
            <Group key="a" gap={2} wrap="nowrap" align="flex-start" justify="space-between">
              <Code style={{ overflowWrap: 'anywhere' }}>{uri}</Code>
              <CopyButton value={uri} label="Copy address" />
            </Group>,
          ],
          ['Size', `${formatBytes(object.size)} (${formatCount(object.size)} bytes)`],
          ['Modified', formatDate(object.modified)],
          [
            'Checksum',
            object.checksum ? (
              <Code
                key="c"
                style={{ overflowWrap: 'anywhere' }}
              >{`${object.checksum.algorithm} ${object.checksum.value}`}</Code>
            ) : (
              'none is kept with it'
            ),
          ],
          ['ETag', <Code key="t">{object.etag}</Code>],
          ['Storage class', object.storage_class ?? 'standard'],
        ]}
      />
      {/\.(hdf5?|h5)$/i.test(uri) && <ArtifactKeys uri={uri} />}
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconShieldCheck size={15} aria-hidden />}
          loading={verify.isPending}
          onClick={() => verify.mutate({ uri })}
        >
          Verify
        </Button>
        {bridge && (
          <Button
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden />}
            loading={download.isPending}
            onClick={() => download.mutate()}
          >
            Download
          </Button>
        )}
        <Button
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={15} aria-hidden />}
          loading={remove.isPending}
          onClick={() =>
            askFirst({
              title: 'Delete this object?',
              body: `${uri} is deleted from the bucket. This cannot be undone.`,
              confirm: 'Delete',
              onConfirm: () => remove.mutate({ uris: [uri] }),
            })
          }
        >
          Delete…
        </Button>
      </Group>
      <div aria-live="polite">
        {verify.data?.ok && (
          <Alert color="brand" variant="light">
            <Text>All {formatBytes(verify.data.size)} were read and agree with the checksum.</Text>
          </Alert>
        )}
        {verify.data && !verify.data.ok && (
          <Alert color="red" variant="light">
            <Text>
              {verify.data.checksum
                ? 'The content does not agree with its checksum: upload it again.'
                : 'No checksum is kept with this object, so its content cannot be proven.'}
            </Text>
          </Alert>
        )}
        {download.data && <Text c="dimmed">Written to {download.data.path}</Text>}
      </div>
      {(verify.error ?? remove.error ?? download.error) && (
        <ErrorNote error={verify.error ?? remove.error ?? download.error} />
      )}
    </Stack>
  );
}
