import { parseDocument } from 'yaml';
import type { PsimulateVersion } from '#contract/run-record';
import { AppError } from '#main/domain/app-error';
import { KeyspaceError } from '#main/domain/keyspace/errors';
import type { KeyspacePlan } from '#main/domain/keyspace/keyspace';
import { planKeyspace } from '#main/domain/keyspace/plan';

/** The tasks of a branches file; what psimulate would refuse is refused in its own words. */
export function planTasks({
  branches,
  psimulate,
  artifact,
}: {
  branches: string;
  psimulate: PsimulateVersion;
  artifact?: string | null;
}): KeyspacePlan {
  const doing = 'reading the branches';
  let plan: KeyspacePlan;
  try {
    plan = planKeyspace({ text: branches, psimulate, ...(artifact ? { modelArtifactPath: artifact } : {}) });
  } catch (error) {
    if (!(error instanceof KeyspaceError)) throw error;
    throw new AppError({
      code: 'bad-input',
      doing,
      message: error.message,
      advice: `Mend branches.yaml: psimulate ${psimulate} refuses it.`,
      cause: error.pythonType,
    });
  }
  if (plan.tasks.length > 0) return plan;
  throw new AppError({
    code: 'bad-input',
    doing,
    message: 'These branches make no task at all.',
    advice: 'Give at least one draw, one seed and one branch.',
  });
}

const SPECIFICATION = 'reading the model specification';

/** Refuses a model specification that is no YAML mapping or names no components, with the place of the mistake. */
export function checkSpecification(text: string): void {
  if ('components' in readSpecification(text)) return;
  throw new AppError({
    code: 'bad-input',
    doing: SPECIFICATION,
    message: 'The model specification names no components.',
    advice: "Give vivarium's YAML with `components` and `configuration`.",
  });
}

/** The mapping that a model specification is; a part of one is enough for a plan. */
export function readSpecification(text: string): object {
  const doing = SPECIFICATION;
  // YAML 1.1, as vivarium reads it; duplicate keys are its own business.
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, prettyErrors: false });
  const [mistake] = document.errors;
  if (mistake) {
    const line = text.slice(0, mistake.pos[0]).split('\n').length;
    throw new AppError({
      code: 'bad-input',
      doing,
      message: `Line ${line} is not YAML: ${mistake.message}`,
      advice: 'Mend the model specification.',
      position: mistake.pos[0],
      cause: mistake,
    });
  }
  const content: unknown = document.toJS();
  if (content !== null && typeof content === 'object' && !Array.isArray(content)) return content;
  throw new AppError({
    code: 'bad-input',
    doing,
    message: 'The model specification is not a mapping.',
    advice: "Give vivarium's YAML with `components` and `configuration`.",
  });
}
