import type { SandboxStatus } from '#contract/sandbox';
import type { SetupCheck } from '#contract/setup';
import { type AwsParts, awsChecks } from './setup/aws.ts';
import { check } from './setup/check.ts';
import type { WorkspaceService } from './workspaces.ts';

interface Options extends AwsParts {
  workspaces: WorkspaceService;
  sandbox: { status(): Promise<SandboxStatus> };
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

  async check({ workspace: name, only }: { workspace?: string; only?: string | undefined }): Promise<Checklist> {
    const workspace = await this.#options.workspaces.resolve(name);
    const own = workspace.kind === 'sandbox' ? this.#sandbox() : awsChecks(workspace, this.#options);
    const all = (await Promise.all([own, this.#queries()])).flat();
    const checks = only === undefined ? all : all.filter(({ id }) => id === only);
    return { ready: all.every(({ state }) => state === 'ok' || state === 'warning'), checks };
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

  async #queries(): Promise<SetupCheck[]> {
    const title = 'Queries in S3';
    const path = await this.#options.findHttpfs();
    if (path !== null) return [check('httpfs', title, 'ok', `DuckDB's S3 extension is there: ${path}`)];
    const detail = "DuckDB's S3 extension is not on this computer yet; the first query gets it.";
    return [check('httpfs', title, 'warning', detail, { advice: 'Be online for the first query.' })];
  }
}

const FIX = { fix: 'start-sandbox', command: 'vivarium-aws sandbox start' } as const;
