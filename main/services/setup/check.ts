import type { SetupCheck } from '#contract/setup';
import type { AppError } from '#main/domain/app-error';

export type Repair = Partial<Pick<SetupCheck, 'fix' | 'advice' | 'command'>>;

/** A line of the checklist. */
export function check(
  id: string,
  title: string,
  state: SetupCheck['state'],
  detail: string,
  repair: Repair = {},
): SetupCheck {
  return { id, title, state, detail, fix: null, advice: null, command: 'vivarium-aws sandbox status', ...repair };
}

/** "Could not ask" is not "is not there". */
export function stateOf({ code }: AppError): SetupCheck['state'] {
  if (code === 'not-found') return 'missing';
  return code === 'unreachable' || code === 'interrupted' ? 'unknown' : 'failed';
}
