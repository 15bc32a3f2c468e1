import { Button, Code, ScrollArea, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ArtifactKey } from '#contract/artifact';
import type { S3Uri } from '#contract/s3-uri';
import { orpc } from '../../app/client.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { formatCount, plural } from '../../ui/format.ts';
import { Loading } from '../../ui/loading.tsx';

/** What is in a data artifact: its keys, searched by name, and the first rows of the one that is chosen. */
export function ArtifactKeys({ uri }: { uri: S3Uri }) {
  const artifact = useQuery(orpc.data.artifact.queryOptions({ input: { uri }, staleTime: 60_000 }));
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  if (artifact.isPending) return <Loading lines={4} label="Reading the keys" />;
  if (artifact.error)
    return <ErrorNote error={artifact.error} doing="reading the artifact" onRetry={() => artifact.refetch()} />;
  const words = search.toLowerCase().split(/\s+/);
  const found = artifact.data.keys.filter(({ key }) => words.every((word) => key.toLowerCase().includes(word)));
  const shown = artifact.data.keys.find(({ key }) => key === chosen);

  return (
    <Stack gap="xs" component="section" aria-label="Keys of the artifact">
      <TextInput
        aria-label="Search keys"
        placeholder={`Search ${plural(artifact.data.keys.length, 'key', 'keys')}`}
        leftSection={<IconSearch size={15} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={220}>
        {found.map(({ key, kind, rows }) => (
          <Button
            key={key}
            variant={key === chosen ? 'light' : 'subtle'}
            color="gray"
            size="compact-sm"
            justify="space-between"
            fullWidth
            aria-pressed={key === chosen}
            rightSection={<Text size="xs">{kind === 'table' ? `${formatCount(rows)} rows` : 'value'}</Text>}
            onClick={() => setChosen(key === chosen ? null : key)}
          >
            {key}
          </Button>
        ))}
        {found.length === 0 && <Text c="dimmed">No key has this in its name.</Text>}
      </ScrollArea.Autosize>
      {shown && <KeyHead shown={shown} />}
    </Stack>
  );
}

function KeyHead({ shown: { key, kind, head, value } }: { shown: ArtifactKey }) {
  if (kind === 'value') return <Code block>{JSON.stringify(value, null, 2)}</Code>;
  return (
    <ScrollArea>
      <Table aria-label={`First rows of ${key}`} fz="xs" withTableBorder>
        <Table.Thead>
          <Table.Tr>
            {head.columns.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {head.rows.map((row, index) => (
            <Table.Tr key={index}>
              {row.map((cell, column) => (
                <Table.Td key={column}>{typeof cell === 'number' ? Number(cell.toPrecision(5)) : cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
