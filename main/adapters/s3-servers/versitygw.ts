import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { AppError } from '#main/domain/app-error';
import type { Python } from '../python/port.ts';
import type { S3Server } from './port.ts';
import { freePorts } from './ports.ts';

const PROGRAM = process.platform === 'win32' ? 'versitygw.exe' : 'versitygw';

/** Sets an attribute on the folder itself; fails where its file system has none. */
const XATTR_PROBE =
  'import os, sys; os.setxattr(sys.argv[1], "user.vivarium", b"1"); os.removexattr(sys.argv[1], "user.vivarium")';

/** https://github.com/versity/versitygw: objects as plain files, their metadata in extended attributes (or a folder beside them). */
export function createVersitygw({ python, env }: { python: Python; env: NodeJS.ProcessEnv }): S3Server {
  return {
    name: 'versitygw',
    find: () => find(env),
    async provide() {
      const program = await find(env);
      if (program) return program;
      throw new AppError({
        code: 'missing-part',
        doing: "starting the sandbox's S3 server",
        message: 'The S3 server versitygw is not on this computer, and the sandbox was last used with it.',
        advice:
          'Install versitygw so that it is on the PATH (or name it by VIVARIUM_AWS_VERSITYGW), or reset the sandbox.',
      });
    },
    async launch(program, { dataFolder, keys }) {
      const objects = join(dataFolder, 'objects');
      const sidecar = join(dataFolder, 'sidecar');
      await mkdir(dataFolder, { recursive: true, mode: 0o700 });
      const beside =
        (await isThere(sidecar)) || (!(await isThere(objects)) && !(await hasAttributes(dataFolder, python)));
      await Promise.all([objects, ...(beside ? [sidecar] : [])].map((folder) => mkdir(folder, { recursive: true })));
      const [port] = await freePorts(1);
      const address = `127.0.0.1:${port}`;
      const backend = ['posix', ...(beside ? ['--sidecar', sidecar] : []), objects];
      return {
        argv: [program, '--quiet', '--keep-alive', '--port', address, ...backend],
        env: { ROOT_ACCESS_KEY_ID: keys.accessKeyId, ROOT_SECRET_ACCESS_KEY: keys.secretAccessKey },
        endpoint: `http://${address}`,
      };
    },
  };
}

async function find(env: NodeJS.ProcessEnv): Promise<string | null> {
  const told = env.VIVARIUM_AWS_VERSITYGW;
  if (told !== undefined) return told !== '' && (await isThere(told)) ? told : null;
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), join(homedir(), 'go', 'bin')];
  for (const folder of folders) if (await isThere(join(folder, PROGRAM), constants.X_OK)) return join(folder, PROGRAM);
  return null;
}

/** Without a Python to ask with, the answer that is always safe. */
async function hasAttributes(folder: string, python: Python): Promise<boolean> {
  if (process.platform === 'darwin') return true;
  const found = await python.find('>=3.8');
  if (!found || process.platform !== 'linux') return false;
  const { exitCode } = await execa(found.path, ['-c', XATTR_PROBE, folder], { reject: false });
  return exitCode === 0;
}

async function isThere(path: string, mode = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
