import type { ValidationError } from '@orpc/server';
import { AppError } from '#main/domain/app-error';

/** One plain sentence that names the field: `"batch" is missing.` */
export function badInput({ issues, data }: ValidationError, doing: string): AppError {
  const [issue] = issues;
  const path = (issue?.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
  return new AppError({
    code: 'bad-input',
    doing,
    message: sentence(path, data, issue?.message),
    advice: 'Change it and try again.',
  });
}

function sentence(path: readonly PropertyKey[], input: unknown, said = 'it does not fit'): string {
  const field = path.map(String).join('.');
  if (field && valueAt(input, path) === undefined) return `"${field}" is missing.`;
  const problem = said.replace(/^Invalid input: /, '').replace(/\.$/, '');
  return field ? `The value of "${field}" cannot be used: ${problem}.` : `The input cannot be used: ${problem}.`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}
