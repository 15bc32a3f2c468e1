import type { SandboxStatus } from '#contract/sandbox';
import type { SetupCheck } from '#contract/setup';
import type { Workspace } from '#contract/workspace';
import type { Store, StoreConnection } from '#main/adapters/stores/port';
import { type AppError, toAppError } from '#main/domain/app-error';
import { workspaceRoot } from './connections.ts';
import type { WorkspaceService } from './workspaces.ts';

interface Options {
  workspaces: WorkspaceService;
  sandbox: { status(): Promise<SandboxStatus> };
  connection: (workspace: Workspace) => Promise<StoreConnection>;
  store: (workspace: Workspace) => Promise<Store>;
  /** Path of DuckDB's S3 extension where this computer has it; null where not. Downloads nothing. */
  findHttpfs: () => Promise<string | null>;
}

interface Checklist {
  ready: boolean;
  checks: SetupCheck[];
}

/** What a workspace needs before a first run, each with what mends it. Nothing here changes anything. */
export class SetupService {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async check({ workspace: name }: { workspace?: string }): Promise<Checklist> {
    const workspace = await this.#options.workspaces.resolve(name);
    const own = workspace.kind === 'sandbox' ? this.#sandbox() : this.#aws(workspace);
    const checks = (await Promise.all([own, this.#queries()])).flat();
    return { ready: checks.every(({ state }) => state === 'ok' || state === 'warning'), checks };
  }

  async #sandbox(): Promise<SetupCheck[]> {
    const { state, server, endpoint, python, sample_ready: sample } = await this.#options.sandbox.status();
    const running = state === 'running';
    return [
      python.interpreter
        ? check('python', 'Python', 'ok', `Python ${python.version}: ${python.interpreter}`)
        : check(
            'python',
            'Python',
            'missing',
            'This computer has no Python that simulations can use, or it is not on the PATH.',
            {
              advice: "Install Python 3.11 (python.org, or your system's package manager), then check again.",
              command: 'python3 --version',
            },
          ),
      python.environment_ready
        ? check('environment', 'Simulation environment', 'ok', 'vivarium and all that it needs are installed.')
        : check(
            'environment',
            'Simulation environment',
            'missing',
            'vivarium is not installed yet; it takes about 1 GB and a minute or two.',
            FIX,
          ),
      running
        ? check('server', 'S3 server', 'ok', `${server} runs at ${endpoint}.`)
        : check('server', 'S3 server', 'missing', 'It does not run.', FIX),
      sample
        ? check(
            'sample',
            'Bucket and sample data',
            'ok',
            'The sample model, its artifact and a finished run are there.',
          )
        : running
          ? check('sample', 'Bucket and sample data', 'missing', 'The sample is not in the bucket yet.', FIX)
          : check('sample', 'Bucket and sample data', 'unknown', 'Only the running S3 server knows.', FIX),
    ];
  }

  async #aws(workspace: Workspace): Promise<SetupCheck[]> {
    const whose = workspace.profile === null ? 'the default credentials' : `the profile ${workspace.profile}`;
    const credentials = 'Credentials';
    try {
      const { accessKeyId } = await (await this.#options.connection(workspace)).credentials();
      const found = check('credentials', credentials, 'ok', `Found ${whose}: access key ${accessKeyId.slice(0, 4)}…`);
      return [found, await this.#bucket(workspace)];
    } catch (error) {
      const { data } = toAppError(error, `reading ${whose}`);
      return [
        check(
          'credentials',
          credentials,
          data.code === 'unreachable' ? 'unknown' : 'failed',
          `There are no usable credentials: ${data.message}`,
          {
            advice: data.advice ?? 'Sign in with the AWS tools (`aws configure` or `aws sso login`), then check again.',
            command: 'aws configure list',
          },
        ),
        check('bucket', 'Bucket', 'unknown', 'It can be asked only with credentials.'),
      ];
    }
  }

  async #bucket(workspace: Workspace): Promise<SetupCheck> {
    const title = `Bucket ${workspace.bucket}`;
    try {
      const store = await this.#options.store(workspace);
      await store.list({ prefix: workspaceRoot(workspace), limit: 1 });
      return check('bucket', title, 'ok', `It answers in ${workspace.region}.`);
    } catch (error) {
      return check('bucket', title, ...meaning(toAppError(error, 'asking the bucket')));
    }
  }

  async #queries(): Promise<SetupCheck[]> {
    const title = 'Queries in S3';
    const path = await this.#options.findHttpfs();
    if (path !== null) return [check('httpfs', title, 'ok', `DuckDB's S3 extension is there: ${path}`)];
    const detail = "DuckDB's S3 extension is not on this computer yet; the first query gets it.";
    return [check('httpfs', title, 'warning', detail, { advice: 'Be online for the first query.' })];
  }
}

const FIX = { fix: 'start-sandbox', command: 'vivarium-aws sandbox start' } as const;

/** "Could not ask" is not "is not there". */
function meaning({ code, data }: AppError): [SetupCheck['state'], string, { advice: string | null }] {
  const state =
    code === 'not-found' ? 'missing' : code === 'unreachable' || code === 'interrupted' ? 'unknown' : 'failed';
  return [state, data.message, { advice: data.advice }];
}

function check(
  id: string,
  title: string,
  state: SetupCheck['state'],
  detail: string,
  repair: Partial<Pick<SetupCheck, 'fix' | 'advice' | 'command'>> = {},
): SetupCheck {
  return { id, title, state, detail, fix: null, advice: null, command: 'vivarium-aws setup check', ...repair };
}
