import { Button, Checkbox, Group, List, NumberInput, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askEverythingAgain } from '../../app/changed.ts';
import { orpc } from '../../app/client.ts';
import { useWorkspace } from '../../app/workspace.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { RegionSelect } from './region-select.tsx';
import classes from './setup-pane.module.css';

/** A new bucket: why a name will not do, names that will, and how it is set up. */
export function BucketForm({ name: wish, onDone }: { name: string | undefined; onDone: () => void }) {
  const workspace = useWorkspace();
  const [name, setName] = useState(wish ?? workspace.data?.bucket ?? '');
  const [region, setRegion] = useState(workspace.data?.region ?? 'us-east-1');
  const [versioning, setVersioning] = useState(false);
  const [days, setDays] = useState(7);
  const [asked] = useDebouncedValue(name, 400);
  const check = useQuery(
    orpc.bucket.check.queryOptions({
      input: { name: asked },
      enabled: asked !== '',
      retry: false,
      staleTime: 30_000,
      placeholderData: keepPreviousData,
    }),
  );
  const create = useMutation(orpc.bucket.create.mutationOptions({ onSuccess: askEverythingAgain }));
  const found = check.data?.name === name ? check.data : undefined;
  const made = create.data;
  if (made) {
    return (
      <div className={classes.form}>
        <Text fw={600}>
          s3://{made.name} is there, in {made.region}.
        </Text>
        <List size="sm">
          {made.steps.map(({ step, state, detail }) => (
            <List.Item key={step}>{state === 'done' ? detail : `${step}: ${detail}`}</List.Item>
          ))}
        </List>
        {made.warning && <Text>{made.warning}</Text>}
        <Group justify="flex-end">
          <Button onClick={onDone}>Done</Button>
        </Group>
      </div>
    );
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name, region, versioning, abort_days: days });
      }}
    >
      <TextInput
        label="Name"
        description="Shared by all of AWS: choose an unusual one"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={
          found && found.state !== 'free'
            ? [...found.problems, found.problems.length === 0 && found.detail].filter(Boolean).join(' ')
            : undefined
        }
        spellCheck={false}
        required
        data-autofocus
      />
      {found?.state === 'free' && <Text size="xs">{[found.detail, ...found.concerns].join(' ')}</Text>}
      {found && found.suggestions.length > 0 && (
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            Most likely free:
          </Text>
          {found.suggestions.map((suggestion) => (
            <Button key={suggestion} size="compact-xs" variant="default" onClick={() => setName(suggestion)}>
              {suggestion}
            </Button>
          ))}
        </Group>
      )}
      <div className={classes.pair}>
        <RegionSelect value={region} onChange={setRegion} />
        <NumberInput
          label="Delete unfinished uploads after days"
          min={1}
          max={365}
          allowDecimal={false}
          value={days}
          onChange={(value) => setDays(Number(value) || 7)}
        />
      </div>
      <Checkbox
        size="xs"
        label="Keep old versions of objects (they are paid for)"
        checked={versioning}
        onChange={(event) => setVersioning(event.currentTarget.checked)}
      />
      <Text c="dimmed" size="xs">
        It will be closed to the public and encrypted.
      </Text>
      {check.error && <ErrorNote error={check.error} doing="checking the name" />}
      {create.error && <ErrorNote error={create.error} doing="creating the bucket" />}
      <Group justify="flex-end">
        <Button type="submit" loading={create.isPending} disabled={found !== undefined && found.state !== 'free'}>
          Create bucket
        </Button>
      </Group>
    </form>
  );
}
