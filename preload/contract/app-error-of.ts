import { AppErrorData } from './app-error.ts';

/** The error shape that a thrown thing carries as its `data`; null where it carries none. */
export function sentErrorOf(error: unknown): AppErrorData | null {
  return AppErrorData.safeParse(property(error, 'data')).data ?? null;
}

/** What a failed call says: the error's data where the app sent it, else a plain sentence about the transport. */
export function appErrorOf(error: unknown, doing = 'asking the app'): AppErrorData {
  const sent = sentErrorOf(error);
  if (sent) return sent;
  if (property(error, 'name') === 'AbortError') {
    return { code: 'interrupted', doing, message: 'It was cancelled.', advice: null, retry: false };
  }
  // fetch calls every lost connection a TypeError; a closed message port gives no answer at all.
  if (error instanceof TypeError) {
    return {
      code: 'unreachable',
      doing,
      message: 'The app does not answer.',
      advice: 'Check that it still runs, then load this page again.',
      retry: true,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    doing,
    message: `Something unexpected went wrong: ${message}`,
    advice: 'Try again; if it happens again, report it with the log of the app.',
    retry: false,
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
