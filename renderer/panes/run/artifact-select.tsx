import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { S3Uri } from '#contract/s3-uri';
import { orpc } from '../../app/client.ts';
import { useWorkspace } from '../../app/workspace.ts';
import { formatBytes } from '../../ui/format.ts';

const NONE = ' none';

/** The data artifact, out of those uploaded. */
export function ArtifactSelect({
  value,
  onChange,
}: {
  value: S3Uri | null;
  onChange: (artifact: S3Uri | null) => void;
}) {
  const workspace = useWorkspace().data;
  const root = workspace && `s3://${workspace.bucket}/${workspace.prefix ? `${workspace.prefix}/` : ''}artifacts/`;
  const listing = useQuery(
    orpc.data.list.queryOptions({
      input: { prefix: root ? S3Uri.parse(root) : undefined, recursive: true },
      enabled: root !== undefined,
      staleTime: 5000,
      retry: false,
    }),
  );
  const found = (listing.data?.objects ?? []).filter(({ name }) => /\.(hdf5?|h5)$/i.test(name));
  const known = found.some(({ uri }) => uri === value);
  const data = [
    { value: NONE, label: 'As the specification says' },
    ...found.map(({ uri, name, size }) => ({ value: uri as string, label: `${name} (${formatBytes(size)})` })),
    ...(value && !known ? [{ value: value as string, label: value.split('/').at(-1) ?? value }] : []),
  ];
  return (
    <Select
      label="Data artifact"
      description={listing.error ? 'The uploaded artifacts cannot be listed just now.' : undefined}
      value={value ?? NONE}
      data={data}
      allowDeselect={false}
      searchable
      onChange={(chosen) => onChange(chosen === null || chosen === NONE ? null : S3Uri.parse(chosen))}
    />
  );
}
