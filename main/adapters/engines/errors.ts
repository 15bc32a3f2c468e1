import { z } from 'zod';
import { AppError } from '#main/domain/app-error';
import { closest } from '#main/domain/closest';

/** DuckDB's error with `errors_as_json` on: what is said, and data about it. */
const DuckdbError = z.looseObject({
  exception_type: z.string(),
  exception_message: z.string(),
  error_subtype: z.string().optional(),
  /** Byte offset in the statement. */
  position: z.coerce.number().optional(),
  status_code: z.coerce.number().optional(),
  candidates: z.string().optional(),
  type: z.string().optional(),
  name: z.string().optional(),
});
export type DuckdbError = z.infer<typeof DuckdbError>;

const USERS_MISTAKES = new Set([
  'Parser', 'Syntax', 'Binder', 'Catalog', 'Conversion', 'Invalid Input', 'Invalid type', 'Mismatch Type', 'Out of Range',
  'Not implemented', 'Decimal', 'Divide by Zero', 'Constraint', 'Parameter Not Resolved', 'Parameter Not Allowed', 'Expression',
  'Permission', 'Dependency', 'Sequence', 'Settings', 'Sequence', 'Object Size',
]); // prettier-ignore

/** Reads what the driver throws; undefined for what is not DuckDB's. */
export function readDuckdbError(error: unknown): DuckdbError | undefined {
  if (!(error instanceof Error)) return undefined;
  const json = error.message.slice(Math.max(0, error.message.indexOf('{')));
  try {
    return DuckdbError.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** The table that a statement names and that is not there. */
export function missingTable(error: DuckdbError): string | undefined {
  return error.error_subtype === 'MISSING_ENTRY' && error.type === 'Table' ? error.name : undefined;
}

/** Credentials wrong, expired or not enough. */
function isRefused({ status_code }: DuckdbError): boolean {
  return status_code === 401 || status_code === 403 || status_code === 400;
}

/** What other credentials may help against: a refusal, and a 404, which some servers answer to a key they do not know. */
export function mayBeRefusal(error: DuckdbError): boolean {
  return isRefused(error) || error.status_code === 404;
}

interface Circumstances {
  doing: string;
  /** The user's statement, for the position of the mistake. */
  sql: string;
  /** Bytes that were put before it. */
  offset: number;
  /** Names of the tables that there are. */
  tables: readonly string[];
  /** Whether the store answers at all; asked for errors of input and output only. */
  storeAnswers: () => Promise<boolean>;
}

/** DuckDB's error in the app's one shape. What the store answered stays out of it: it may hold signatures. */
export async function toEngineError(error: DuckdbError, at: Circumstances): Promise<AppError> {
  const { doing } = at;
  const { exception_type: type, status_code: status } = error;
  if (type === 'Interrupt') return new AppError({ code: 'interrupted', doing, message: 'It was cancelled.' });
  if (isRefused(error)) return denied(doing);
  if (status === 404) return gone(doing);
  if (status !== undefined || type === 'Connection') return unreachable(doing);
  if (type === 'IO' || type === 'HTTP')
    return (await at.storeAnswers()) ? inputOutput(doing, error) : unreachable(doing);
  if (type === 'Out of Memory')
    return new AppError({
      code: 'failed', doing, message: 'The query needs more memory than there is.', advice: 'Ask for fewer columns or groups at a time.',
    }); // prettier-ignore
  if (!USERS_MISTAKES.has(type))
    return new AppError({
      code: 'internal',
      doing,
      message: sentence(error.exception_message),
      advice: 'Try another way to ask it, and report this.',
    });
  return new AppError({ code: 'query-failed', doing, ...explain(error, at.tables), ...position(error, at) });
}

function explain(error: DuckdbError, tables: readonly string[]): { message: string; advice: string } {
  const table = missingTable(error);
  if (table !== undefined) {
    const near = closest(table, tables);
    const advice = near
      ? `Did you mean ${near}?`
      : tables.length > 0
        ? `There are: ${tables.join(', ')}.`
        : 'There are no results yet.';
    return { message: `There is no table “${table}”.`, advice };
  }
  if (error.exception_type === 'Permission')
    return {
      message: 'The query reads or writes a file that is none of this workspace.',
      advice: 'Use the names of the metrics as tables.',
    };
  const candidates = error.candidates?.split(/[\n,]/).map((name) => name.trim()).filter(Boolean) ?? []; // prettier-ignore
  const advice =
    candidates.length > 0 ? `Did you mean ${candidates.slice(0, 5).join(', ')}?` : 'Correct the SQL and run it again.';
  return { message: sentence(error.exception_message), advice };
}

/** The first line, as a sentence. */
function sentence(text: string): string {
  const line = text.split('\n', 1)[0]?.trim().replace(/[!.]$/, '') ?? text;
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}

/** Bytes of UTF-8 to characters of the user's text; nothing where it lies outside. */
function position({ position: bytes }: DuckdbError, { sql, offset }: Circumstances): { position?: number } {
  if (bytes === undefined) return {};
  const encoded = Buffer.from(sql);
  const start = bytes - offset;
  return start < 0 || start > encoded.length ? {} : { position: encoded.subarray(0, start).toString().length };
}

function denied(doing: string): AppError {
  return new AppError({
    code: 'denied', doing, message: 'The store refused the credentials.', advice: 'Renew or check the credentials of the workspace.',
  }); // prettier-ignore
}

function gone(doing: string): AppError {
  return new AppError({
    code: 'not-found', doing, message: 'A result file of this run is no longer in the store.', advice: 'Verify the run, and restart what is missing.',
  }); // prettier-ignore
}

function unreachable(doing: string): AppError {
  return new AppError({
    code: 'unreachable', doing, message: 'The store that holds the results does not answer.',
    advice: 'Check the network, or start the sandbox, and try again.', retry: true,
  }); // prettier-ignore
}

function inputOutput(doing: string, error: DuckdbError): AppError {
  return new AppError({
    code: 'failed', doing, message: sentence(error.exception_message), advice: 'Check that the disk has room, and try again.', retry: true,
  }); // prettier-ignore
}
