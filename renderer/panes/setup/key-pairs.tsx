import { Button, Code, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askEverythingAgain } from '../../app/changed.ts';
import { bridge, client, orpc } from '../../app/client.ts';
import { useWorkspace } from '../../app/workspace.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading } from '../../ui/loading.tsx';
import classes from './setup-pane.module.css';

/** The pairs of the region, which of them the workspace uses, and two ways to a new one. */
export function KeyPairs() {
  const workspace = useWorkspace();
  const pairs = useQuery(orpc.key.list.queryOptions({ input: {} }));
  const choose = useMutation(orpc.workspace.create.mutationOptions({ onSuccess: askEverythingAgain }));
  const current = workspace.data;
  const use = (key_pair: string) => current && choose.mutate({ ...current, key_pair, replace: true });
  return (
    <Stack gap="md">
      {pairs.isPending && <Loading lines={3} />}
      {pairs.error && (
        <ErrorNote error={pairs.error} doing="listing the key pairs" onRetry={() => void pairs.refetch()} />
      )}
      {pairs.data?.length === 0 && <Text c="dimmed">There are none in {current?.region} yet.</Text>}
      {pairs.data && pairs.data.length > 0 && (
        <Table aria-label="Key pairs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Type</Table.Th>
              <Table.Th>Private key on this computer</Table.Th>
              <Table.Th aria-label="Choice" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pairs.data.map((pair) => (
              <Table.Tr key={pair.name}>
                <Table.Td>{pair.name}</Table.Td>
                <Table.Td>{pair.type}</Table.Td>
                <Table.Td>{pair.private_key ? <Code>{pair.private_key}</Code> : 'not found in ~/.ssh'}</Table.Td>
                <Table.Td ta="right">
                  {pair.name === current?.key_pair ? (
                    'in use'
                  ) : (
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => use(pair.name)}
                      loading={choose.isPending}
                    >
                      Use
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {choose.error && <ErrorNote error={choose.error} doing="choosing the key pair" />}
      <NewPair onMade={use} />
      <ImportPair />
    </Stack>
  );
}

function NewPair({ onMade }: { onMade: (name: string) => void }) {
  const [name, setName] = useState('');
  const [type, setType] = useState<'ed25519' | 'rsa'>('ed25519');
  const create = useMutation(
    orpc.key.create.mutationOptions({
      onSuccess: async (pair) => {
        onMade(pair.name);
        await askEverythingAgain();
      },
    }),
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name: name.trim(), type });
      }}
    >
      <Group align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label="New key pair"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
        />
        <Select
          w={120}
          label="Type"
          data={['ed25519', 'rsa']}
          value={type}
          allowDeselect={false}
          onChange={(value) => setType(value === 'rsa' ? 'rsa' : 'ed25519')}
        />
        <Button type="submit" loading={create.isPending}>
          Create
        </Button>
      </Group>
      {create.data && (
        <Text>
          Its private key is in <Code>{create.data.private_key}</Code>, readable by you only. EC2 does not give it
          again.
        </Text>
      )}
      {create.error && <ErrorNote error={create.error} doing="making the key pair" />}
    </form>
  );
}

function ImportPair() {
  const [name, setName] = useState('');
  const [path, setPath] = useState('');
  const add = useMutation(orpc.key.import.mutationOptions({ onSuccess: askEverythingAgain }));
  const browse = async () => {
    const { paths } = await client.dialog.chooseFiles({ title: 'Public key', kind: 'file', multiple: false });
    if (paths?.[0]) setPath(paths[0]);
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ name: name.trim(), path: path.trim() });
      }}
    >
      <Group align="flex-end" wrap="nowrap">
        <TextInput label="Import as" value={name} onChange={(event) => setName(event.currentTarget.value)} required />
        <TextInput
          flex={1}
          label="Public key file"
          placeholder="~/.ssh/id_ed25519.pub"
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
          required
        />
        {bridge && (
          <Button variant="default" onClick={() => void browse()}>
            Browse
          </Button>
        )}
        <Button type="submit" variant="default" loading={add.isPending}>
          Import
        </Button>
      </Group>
      {add.error && <ErrorNote error={add.error} doing="importing the key" />}
    </form>
  );
}
