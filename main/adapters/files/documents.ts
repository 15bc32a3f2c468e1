import { basename, extname } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { z, type ZodType } from 'zod';
import { AppError } from '#main/domain/app-error';

/** The text of a YAML or JSON file (JSON is YAML) as a checked value; `bad-input` names file, line or field. */
export function parseText<T>(text: string, path: string, schema: ZodType<T>): T {
  const doing = `reading ${path}`;
  const document = parseDocument(text, { prettyErrors: true });
  const [mistake] = document.errors;
  if (mistake) {
    const line = mistake.linePos?.[0].line;
    throw new AppError({
      code: 'bad-input',
      doing,
      message: `${basename(path)} cannot be read${line === undefined ? '' : `: its line ${line} is not valid`}.`,
      advice: 'Correct the file, or delete it to begin anew.',
      position: mistake.pos[0],
      cause: mistake,
    });
  }
  const checked = schema.safeParse(document.toJS());
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new AppError({
    code: 'bad-input',
    doing,
    message: `${basename(path)} does not say what it should${field ? ` at "${field}"` : ''}: ${issue?.message ?? 'it is empty'}.`,
    advice: 'Correct the file, or delete it to begin anew.',
    cause: new Error(z.prettifyError(checked.error)),
  });
}

/** A value as the text of a file: JSON or YAML by the path's ending; text and bytes stay what they are. */
export function formatContent(content: unknown, path: string): string | Uint8Array {
  if (typeof content === 'string' || content instanceof Uint8Array) return content;
  return extname(path) === '.json' ? `${JSON.stringify(content, null, 2)}\n` : stringify(content);
}
