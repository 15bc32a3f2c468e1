import { NumberInput, Select, TextInput } from '@mantine/core';
import type { Generation } from '#contract/workspace';
import type { PsimulateVersion } from '#contract/run-record';
import { Card } from '../../ui/card.tsx';
import { ArtifactSelect } from './artifact-select.tsx';
import { CodeSelect } from './code-select.tsx';
import { draftOf, OWN_MODEL, PSIMULATE_OF, type Draft } from './draft.ts';
import classes from './run-pane.module.css';

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
  samples: Draft['model'][];
}

const OWN = ' own';
const GENERATIONS: { value: Generation; label: string }[] = [
  { value: 'current', label: 'Current (vivarium 5)' },
  { value: 'pandas2', label: 'pandas 2 line (vivarium 3)' },
];

/** What is run, on which data, and how much at a time. */
export function SettingsCard({ draft, onChange, samples }: Props) {
  const { model } = draft;
  const setModel = (part: Partial<Draft['model']>) => onChange({ ...draft, model: { ...model, ...part } });
  const chooseModel = (name: string | null) => {
    const sample = samples.find((candidate) => candidate.name === name);
    onChange(draftOf(sample ?? OWN_MODEL));
  };
  const number = (value: string | number) => (typeof value === 'number' && value > 0 ? Math.round(value) : null);
  const chosen = samples.some(({ name }) => name === model.name) ? model.name : OWN;

  return (
    <Card title="Model">
      <div className={classes.fields}>
        <Select
          label="Model"
          value={chosen}
          onChange={chooseModel}
          allowDeselect={false}
          data={[
            ...samples.map(({ name }) => ({ value: name, label: `${name} (built in)` })),
            { value: OWN, label: 'Your own model' },
          ]}
        />
        <TextInput
          label="Name of the run"
          value={model.name}
          onChange={(event) => setModel({ name: event.currentTarget.value })}
          error={
            /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(model.name)
              ? undefined
              : 'Letters, digits, dot, dash and underscore'
          }
        />
        <div className={classes.wide}>
          <ArtifactSelect value={model.artifact} onChange={(artifact) => setModel({ artifact })} />
        </div>
        {chosen === OWN && (
          <div className={classes.wide}>
            <CodeSelect value={model.code} onChange={(code) => setModel({ code })} />
          </div>
        )}
        <Select
          label="vivarium generation"
          value={model.generation}
          allowDeselect={false}
          data={GENERATIONS}
          onChange={(value) => {
            const generation = (value ?? 'current') as Generation;
            onChange({ ...draft, psimulate: PSIMULATE_OF[generation], model: { ...model, generation } });
          }}
        />
        <Select
          label="Order of tasks as psimulate"
          value={draft.psimulate}
          allowDeselect={false}
          data={['4.7.2', '2.3.5']}
          onChange={(value) => onChange({ ...draft, psimulate: (value ?? '4.7.2') as PsimulateVersion })}
        />
        <NumberInput
          label="Workers at a time"
          placeholder="all cores"
          min={1}
          allowDecimal={false}
          value={draft.slots ?? ''}
          onChange={(value) => onChange({ ...draft, slots: number(value) })}
        />
        <NumberInput
          label="Tasks a batch"
          placeholder="chosen for you"
          min={1}
          allowDecimal={false}
          value={draft.batchSize ?? ''}
          onChange={(value) => onChange({ ...draft, batchSize: number(value) })}
        />
      </div>
    </Card>
  );
}
