import { Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CodeReference } from '#contract/run-record';
import { bridge, client, orpc } from '../../app/client.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { formatBytes, plural } from '../../ui/format.ts';

/** The model's own Python package: a folder of this computer, packed and put into the bucket. */
export function CodeSelect({ value, onChange }: { value: CodeReference; onChange: (code: CodeReference) => void }) {
  const [folder, setFolder] = useState('');
  const put = useMutation(orpc.code.put.mutationOptions({ onSuccess: ({ code }) => onChange(code) }));
  const browse = async () => {
    const { paths } = await client.dialog.chooseFiles({
      title: 'Folder of the model’s package',
      kind: 'folder',
      multiple: false,
    });
    if (paths?.[0]) setFolder(paths[0]);
  };
  return (
    <>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          label="Folder of the model’s Python package"
          placeholder="none: installed packages only"
          value={folder}
          onChange={(event) => setFolder(event.currentTarget.value)}
        />
        {bridge && (
          <Button variant="default" onClick={() => void browse()}>
            Browse
          </Button>
        )}
        <Button
          variant="default"
          disabled={folder.trim() === ''}
          loading={put.isPending}
          onClick={() => put.mutate({ folder: folder.trim() })}
        >
          Pack
        </Button>
      </Group>
      {value.kind === 'archive' && (
        <Text size="xs" c="dimmed" mt={4} truncate>
          {put.data ? `${plural(put.data.files, 'file')}, ${formatBytes(put.data.size)}, packed as ` : 'Packed as '}
          {value.sha256.slice(0, 12)}
        </Text>
      )}
      {put.error && <ErrorNote error={put.error} doing="packing the code" />}
    </>
  );
}
