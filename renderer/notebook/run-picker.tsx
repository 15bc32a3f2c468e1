import { Select } from '@mantine/core';
import type { RunSummary } from '#contract/run';
import { plural } from '../ui/format.ts';

const LATEST = 'latest';

interface Props {
  runs: RunSummary[];
  /** The run that the notebook takes for the latest. */
  latest: string;
  value: string;
  onChange: (run: string) => void;
}

/** Which run the notebook looks at. */
export function RunPicker({ runs, latest, value, onChange }: Props) {
  const known = value === LATEST || runs.some(({ id }) => id === value);
  return (
    <Select
      aria-label="Run"
      w={290}
      value={value}
      searchable
      allowDeselect={false}
      comboboxProps={{ width: 360, position: 'bottom-start' }}
      data={[
        { value: LATEST, label: `Latest: ${latest}` },
        ...runs.map(({ id, tasks }) => ({ value: id, label: `${id} · ${plural(tasks, 'task')}` })),
        ...(known ? [] : [{ value, label: value }]),
      ]}
      onChange={(run) => run !== null && run !== value && onChange(run)}
    />
  );
}
