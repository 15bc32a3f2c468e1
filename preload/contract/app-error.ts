import { z } from 'zod';

/** What kind of trouble it is; decides the CLI's exit code and whether the interface offers another try. */
export const ErrorCode = z.enum([
  'bad-input', // what the user gave cannot be used: exit code 2
  'not-found',
  'already-there',
  'missing-part', // something this computer lacks: Python, an extension, a server
  'unreachable', // a server did not answer: says nothing about what it holds
  'denied', // credentials wrong, expired or not allowed
  'no-space',
  'query-failed', // the user's SQL does not run
  'interrupted', // cancelled by the user: exit code 130
  'failed', // anything else that went wrong outside
  'internal', // a mistake of ours
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** The one error shape of every call, stored event and `--json` output. Holds no secret and no stack trace. */
export const AppErrorData = z.object({
  code: ErrorCode,
  /** What was being done, as a clause: "starting the sandbox's S3 server". */
  doing: z.string(),
  /** What went wrong, one plain sentence. */
  message: z.string(),
  /** What the user can do about it, one plain sentence; null where there is nothing to do. */
  advice: z.string().nullable(),
  /** Whether the same call may succeed if it is made again. */
  retry: z.boolean(),
  /** Where in the user's text the mistake is (SQL, YAML): 0-based character offset. */
  position: z.number().int().nonnegative().optional(),
});
export type AppErrorData = z.infer<typeof AppErrorData>;
