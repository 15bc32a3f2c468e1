import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '../../app/client.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Pane } from '../../ui/pane.tsx';
import { draftOf, OWN_MODEL, type Draft } from './draft.ts';
import { ModelEditors } from './model-editors.tsx';
import { PlanCard } from './plan-card.tsx';
import { SettingsCard } from './settings-card.tsx';
import { StartCard } from './start-card.tsx';
import { usePlan } from './use-plan.ts';
import classes from './run-pane.module.css';

/** A model and its branches become a plan, and the plan a run. */
export default function RunPane() {
  const samples = useQuery(orpc.run.samples.queryOptions({ input: {}, staleTime: 60_000 }));
  const [edited, setEdited] = useState<Draft | null>(null);
  const first = samples.data?.[0];
  const draft = edited ?? (first ? draftOf(first) : samples.isError ? draftOf(OWN_MODEL) : null);
  return (
    <Pane title="Run" flush>
      {draft ? (
        <Composer draft={draft} onChange={setEdited} samplesError={samples.error} samples={samples.data ?? []} />
      ) : (
        <div style={{ flex: 1 }}>
          <Loading lines={8} label="Loading models" />
        </div>
      )}
    </Pane>
  );
}

interface ComposerProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  samples: Draft['model'][];
  samplesError: unknown;
}

function Composer({ draft, onChange, samples, samplesError }: ComposerProps) {
  const plan = usePlan(draft);
  return (
    <div className={classes.columns}>
      <div className={classes.texts}>
        <ModelEditors draft={draft} onChange={onChange} planError={plan.error} />
      </div>
      <div className={classes.side}>
        <div className={classes.sideScroll}>
          {samplesError !== null && <ErrorNote error={samplesError} doing="asking for the sample models" />}
          <SettingsCard draft={draft} onChange={onChange} samples={samples} />
          <PlanCard plan={plan} />
        </div>
        <div className={classes.start}>
          <StartCard draft={draft} plan={plan} />
        </div>
      </div>
    </div>
  );
}
