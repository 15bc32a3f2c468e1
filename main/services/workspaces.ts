import { join } from 'node:path';
import { z } from 'zod';
import { Workspace, WorkspaceName } from '#contract/workspace';
import type { Files } from '#main/adapters/files/port';
import { AppError, isAppError } from '#main/domain/app-error';
import type { Platform } from '#main/platform';

export const SANDBOX = 'sandbox';

/** Of the sandbox's own file, where there is one, only the defaults count. */
const SandboxFile = Workspace.pick({ defaults: true });
const CurrentFile = z.object({ workspace: WorkspaceName });

interface Options {
  platform: Pick<Platform, 'paths' | 'log'>;
  files: Files;
}

/** The workspaces: YAML files in the app's config folder, and the sandbox, which is always there. */
export class WorkspaceService {
  readonly #files: Files;
  readonly #folder: string;
  readonly #current: string;
  readonly #log: Platform['log'];

  constructor({ platform, files }: Options) {
    this.#files = files;
    this.#folder = join(platform.paths.config, 'workspaces');
    this.#current = join(platform.paths.config, 'current.yaml');
    this.#log = (...line) => platform.log(...line);
  }

  /** All of them by name, the sandbox first; a file that cannot be read is left out and logged: `show` says what is wrong with it. */
  async list(): Promise<{ current: string; workspaces: Workspace[] }> {
    const names = (await this.#files.list(this.#folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => name.slice(0, -'.yaml'.length))
      .filter((name) => name !== SANDBOX && WorkspaceName.safeParse(name).success);
    const found = await Promise.all(
      names.map(async (name) => {
        try {
          return await this.resolve(name);
        } catch (error) {
          if (!isAppError(error)) throw error;
          this.#log('warning', error.message, { workspace: name });
          return null;
        }
      }),
    );
    return {
      current: await this.#currentName(),
      workspaces: [await this.resolve(SANDBOX), ...found.filter((one) => one !== null)],
    };
  }

  async show({ name }: { name?: string }): Promise<Workspace> {
    return this.resolve(name);
  }

  /** Makes it the one that calls without a workspace mean. */
  async use({ name }: { name: string }): Promise<Workspace> {
    const workspace = await this.resolve(name);
    await this.#files.write(this.#current, { workspace: name } satisfies z.infer<typeof CurrentFile>);
    return workspace;
  }

  /** The workspace of that name, or the current one. Errors: `not-found`, `bad-input` (its file). */
  async resolve(name?: string): Promise<Workspace> {
    const wanted = name ?? (await this.#currentName());
    if (wanted === SANDBOX) return this.#sandbox();
    const doing = `opening the workspace ${wanted}`;
    const workspace = await this.#files.read(this.#path(wanted), Workspace);
    if (!workspace) {
      throw new AppError({
        code: 'not-found',
        doing,
        message: `There is no workspace named ${wanted}${name === undefined ? ', although it is the current one' : ''}.`,
        advice:
          'See `vivarium-aws workspace list`; `vivarium-aws workspace use sandbox` goes to the one that is always there.',
      });
    }
    if (workspace.name === wanted && workspace.kind !== 'sandbox') return workspace;
    throw new AppError({
      code: 'bad-input',
      doing,
      message: `${this.#path(wanted)} describes the ${workspace.kind} workspace "${workspace.name}".`,
      advice: 'Give the file the name of its workspace; there is one sandbox only.',
    });
  }

  async #sandbox(): Promise<Workspace> {
    const own = await this.#files.read(this.#path(SANDBOX), SandboxFile);
    return Workspace.parse({
      format: 1,
      name: SANDBOX,
      kind: 'sandbox',
      region: 'us-east-1',
      bucket: 'sandbox',
      prefix: 'vivarium',
      ...(own && { defaults: own.defaults }),
    });
  }

  async #currentName(): Promise<string> {
    return (await this.#files.read(this.#current, CurrentFile))?.workspace ?? SANDBOX;
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.yaml`);
  }
}
