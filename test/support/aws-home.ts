import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface AwsHome {
  path: string;
  /** Back to an empty `.aws`, and none of AWS's variables. */
  clear(): void;
  /** Puts the environment of before in place and deletes the folder. */
  restore(): void;
}

/**
 * A home folder of its own for this process, so that a test meets nobody's real keys. One for a file: the SDK remembers
 * the first home that it sees. The environment is changed in place, since the system reads the same one.
 */
export function useAwsHome(): AwsHome {
  const kept = { ...process.env };
  const path = mkdtempSync(join(tmpdir(), 'vivarium-aws-user-'));
  const clear = () => {
    for (const name of Object.keys(process.env))
      if (/^AWS_(?!SDK_)/.test(name)) Reflect.deleteProperty(process.env, name);
    process.env.HOME = path;
    // Nobody is to wait for a service that only machines of AWS have.
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
    rmSync(join(path, '.aws'), { recursive: true, force: true });
    mkdirSync(join(path, '.aws'));
  };
  clear();
  return {
    path,
    clear,
    restore() {
      for (const name of Object.keys(process.env)) if (!(name in kept)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, kept);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
