import type { ModelSource } from '#contract/run';
import type { PsimulateVersion } from '#contract/run-record';

/** What the user is composing: a model and how it is to be run. Null numbers: the app chooses. */
export interface Draft {
  model: ModelSource;
  psimulate: PsimulateVersion;
  slots: number | null;
  batchSize: number | null;
}

export const OWN_MODEL: ModelSource = {
  name: 'my-model',
  specification: 'components:\n  # the components of your model\n\nconfiguration:\n  # what all tasks share\n',
  branches: 'input_draw_count: 2\nrandom_seed_count: 2\n\nbranches:\n  - intervention.scenario: [baseline, treated]\n',
  artifact: null,
  code: { kind: 'none' },
  generation: 'current',
};

/** The psimulate whose order of tasks goes with a generation. */
export const PSIMULATE_OF: Record<ModelSource['generation'], PsimulateVersion> = { current: '4.7.2', pandas2: '2.3.5' };

export function draftOf(model: ModelSource): Draft {
  return { model, psimulate: PSIMULATE_OF[model.generation], slots: null, batchSize: null };
}
