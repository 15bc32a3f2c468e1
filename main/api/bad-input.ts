import type { ValidationError } from '@orpc/server';
import { AppError } from '#main/domain/app-error';

type Issues = ValidationError['issues'];

/** One plain sentence that names the field: "batch must be a whole number." */
export function badInput(issues: Issues, doing: string): AppError {
  const [issue] = issues;
  const field = (issue?.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  const problem = (issue?.message ?? 'cannot be used').replace(/^Invalid input: /, '').replace(/\.$/, '');
  return new AppError({
    code: 'bad-input',
    doing,
    message: field ? `The value of "${field}" cannot be used: ${problem}.` : `The input cannot be used: ${problem}.`,
    advice: 'Change it and try again.',
  });
}
