import { oc } from '@orpc/contract';
import { z } from 'zod';

export const SandboxStatus = z.object({
  state: z.enum(['stopped', 'running']),
  /** The S3 server in use. */
  server: z.enum(['versitygw', 'seaweedfs']).nullable(),
  endpoint: z.url().nullable(),
  bucket: z.string(),
  prefix: z.string(),
  /** Folder that keeps the server's data between starts. */
  data_folder: z.string(),
  /** True when it goes on after the process that started it has ended. */
  detached: z.boolean(),
  python: z.object({
    interpreter: z.string().nullable(),
    version: z.string().nullable(),
    environment_ready: z.boolean(),
  }),
  /** Whether the sample artifact, model and finished run are in the bucket. */
  sample_ready: z.boolean(),
});
export type SandboxStatus = z.infer<typeof SandboxStatus>;

export const sandbox = {
  status: oc.output(SandboxStatus),
  /** Starts what is not running and puts what is missing, the Python environment too unless `python` is false. */
  start: oc
    .input(z.object({ detached: z.boolean().default(false), python: z.boolean().default(true) }))
    .output(SandboxStatus),
  stop: oc.output(SandboxStatus),
  /** Stops it and deletes its data (not the Python environments). */
  reset: oc.output(SandboxStatus),
};
