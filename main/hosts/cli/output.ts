/** Standard output, shaped twice: one JSON document (or line), or text for people. */
export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** The answer of the command, once; `text` makes what people read. */
  answer<T>(value: T, text: (value: T) => string): void {
    process.stdout.write(`${this.json ? JSON.stringify(value, null, 2) : text(value)}\n`);
  }

  /** One of many: a line each. */
  item<T>(value: T, text: (value: T) => string): void {
    process.stdout.write(`${this.json ? JSON.stringify(value) : text(value)}\n`);
  }

  /** For people only, beside the answer. */
  note(line: string): void {
    if (!this.json) process.stderr.write(`${line}\n`);
  }

  /** Ends with this exit code although an answer was given: "it is not complete". */
  exitWith(code: 1): void {
    process.exitCode = code;
  }
}

/** Asks a yes-or-no question on a terminal; elsewhere the command line itself is the answer. */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
