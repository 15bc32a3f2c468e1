import { readFile } from 'node:fs/promises';
import { AppError } from '#main/domain/app-error';

/** A text file that the user named; `-` is standard input. */
export async function readText(path: string): Promise<string> {
  if (path === '-') return readStandardInput();
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const message = code === 'ENOENT' ? `There is no file ${path}.` : `The file ${path} cannot be read.`;
    throw new AppError({
      code: 'bad-input',
      doing: 'reading a file',
      message,
      advice: 'Check its name and its permissions.',
      cause,
    });
  }
}

/** A YAML file's value, with the place of the mistake where it is none. */
export async function readYaml(path: string): Promise<unknown> {
  return parseYaml(await readText(path), path);
}

export async function parseYaml(text: string, what: string): Promise<unknown> {
  const { parse, YAMLParseError } = await import('yaml');
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    const line = cause.linePos?.[0].line ?? 1;
    throw new AppError({
      code: 'bad-input',
      doing: 'reading YAML',
      message: `${what} is not valid YAML (line ${line}).`,
      advice: 'Mend that line and try again.',
      position: cause.pos[0],
      cause,
    });
  }
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

export function usage(message: string, advice = 'See --help for what there is.'): AppError {
  return new AppError({ code: 'bad-input', doing: 'reading the command line', message, advice });
}
