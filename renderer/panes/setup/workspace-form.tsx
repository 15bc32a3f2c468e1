import { Autocomplete, Button, Group, Select, Stepper, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askEverythingAgain } from '../../app/changed.ts';
import { orpc } from '../../app/client.ts';
import { useWorkspace } from '../../app/workspace.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { RegionSelect } from './region-select.tsx';
import classes from './setup-pane.module.css';

const ENVIRONMENT = ' environment';

/** A workspace in three steps: whose account, where, which bucket. */
export function WorkspaceForm({ edit, onDone }: { edit: boolean; onDone: () => void }) {
  const current = useWorkspace().data;
  const before = edit && current?.kind === 'aws' ? current : null;
  const [step, setStep] = useState(0);
  const [draft, setDraft] = useState({
    name: before?.name ?? '',
    profile: before?.profile ?? null,
    region: before?.region ?? 'us-east-1',
    bucket: before?.bucket ?? '',
    prefix: before?.prefix ?? 'vivarium',
    endpoint: before?.endpoint ?? null,
    key_pair: before?.key_pair ?? null,
    defaults: before?.defaults,
  });
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const profiles = useQuery(orpc.credentials.profiles.queryOptions());
  const use = useMutation(orpc.workspace.use.mutationOptions());
  const create = useMutation(
    orpc.workspace.create.mutationOptions({
      onSuccess: async ({ name }) => {
        await use.mutateAsync({ name });
        onDone();
        await askEverythingAgain();
      },
    }),
  );
  const chooseProfile = (value: string | null) => {
    const chosen = profiles.data?.profiles.find(({ name }) => name === value);
    set({ profile: chosen?.name ?? null, ...(chosen?.region && { region: chosen.region }) });
  };
  const last = step === 2;
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (last) create.mutate({ ...draft, replace: before !== null });
    else setStep(step + 1);
  };
  const notes = profiles.data?.profiles.find(({ name }) => name === draft.profile)?.notes ?? [];
  return (
    <form className={classes.form} onSubmit={submit}>
      <Stepper active={step} onStepClick={setStep} size="xs" iconSize={26} allowNextStepsSelect={false}>
        <Stepper.Step label="Account" />
        <Stepper.Step label="Place" />
        <Stepper.Step label="Bucket" />
      </Stepper>
      {step === 0 && (
        <>
          <TextInput
            label="Name of the workspace"
            description="For you: lower-case letters, digits and dashes"
            placeholder="measles"
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            disabled={before !== null}
            pattern="[a-z0-9][a-z0-9\-]{0,62}"
            required
            data-autofocus
          />
          <Select
            label="Credentials"
            description="A profile of the AWS files; keys and sign-ins are added in Setup"
            data={[
              { value: ENVIRONMENT, label: 'The environment, then the default profile' },
              ...(profiles.data?.profiles ?? []).map(({ name, source }) => ({
                value: name,
                label: `${name} (${source})`,
              })),
            ]}
            value={draft.profile ?? ENVIRONMENT}
            onChange={chooseProfile}
            allowDeselect={false}
            searchable
          />
          {notes.map((note) => (
            <Text key={note} size="xs" c="dimmed">
              {note}
            </Text>
          ))}
        </>
      )}
      {step === 1 && (
        <>
          <RegionSelect value={draft.region} onChange={(region) => set({ region })} />
          <Text c="dimmed">
            Where the bucket lies and clusters run: the same place, since traffic between regions is slow and paid for.
          </Text>
          <TextInput
            label="Address of an S3-compatible store"
            description="Empty for AWS"
            placeholder="https://s3.lab.example"
            type="url"
            value={draft.endpoint ?? ''}
            onChange={(event) => set({ endpoint: event.currentTarget.value || null })}
          />
        </>
      )}
      {step === 2 && (
        <>
          <BucketName value={draft.bucket} onChange={(bucket) => set({ bucket })} />
          <Text c="dimmed">One that is not there yet is created from the checklist.</Text>
          <TextInput
            label="Folder in it"
            value={draft.prefix}
            onChange={(event) => set({ prefix: event.currentTarget.value })}
          />
        </>
      )}
      {create.error && <ErrorNote error={create.error} doing="keeping the workspace" />}
      <Group justify="space-between">
        <Button variant="subtle" color="gray" disabled={step === 0} onClick={() => setStep(step - 1)}>
          Back
        </Button>
        <Button type="submit" loading={create.isPending}>
          {last ? (before ? 'Save workspace' : 'Create workspace') : 'Next'}
        </Button>
      </Group>
    </form>
  );
}

/** Buckets are offered where the present workspace may list them. */
function BucketName({ value, onChange }: { value: string; onChange: (bucket: string) => void }) {
  const aws = useWorkspace().data?.kind === 'aws';
  const buckets = useQuery(orpc.bucket.list.queryOptions({ input: {}, enabled: aws, retry: false }));
  return (
    <Autocomplete
      label="Bucket"
      required
      spellCheck={false}
      data={(buckets.data ?? []).map(({ name }) => name)}
      value={value}
      onChange={onChange}
      maxLength={63}
      data-autofocus
    />
  );
}
