import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { NewWorkspace, Workspace, WorkspaceName } from '#contract/workspace';
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

  /** Keeps a workspace of AWS or an S3-compatible store. Errors: `already-there`, `bad-input` (the sandbox's name). */
  async create(input: z.input<typeof NewWorkspace>): Promise<Workspace> {
    const { replace, ...given } = NewWorkspace.parse(input);
    const doing = `making the workspace ${given.name}`;
    if (given.name === SANDBOX) throw sandboxStays(doing);
    const workspace = Workspace.parse({ ...given, format: 1, kind: 'aws' });
    if (!replace && (await this.#files.bytes(this.#path(workspace.name)))) {
      throw new AppError({
        code: 'already-there',
        doing,
        message: `There is a workspace ${workspace.name} already.`,
        advice: 'Choose another name, or say that it is to be replaced.',
      });
    }
    await this.#files.write(this.#path(workspace.name), workspace);
    return workspace;
  }

  /** Deletes the workspace's file; where it was the current one, the sandbox is. */
  async remove({ name }: { name: string }): Promise<{ removed: boolean }> {
    if (name === SANDBOX) throw sandboxStays(`removing the workspace ${name}`);
    if (!(await this.#files.bytes(this.#path(name)))) return { removed: false };
    if ((await this.#currentName()) === name) await this.use({ name: SANDBOX });
    await this.#files.remove(this.#path(name));
    return { removed: true };
  }

  /** The workspace as a file for others: a profile is each one's own, and secrets are not in it. */
  async export({ name }: { name?: string | undefined }): Promise<{ name: string; text: string }> {
    const workspace = { ...(await this.resolve(name)), profile: undefined };
    const endpoint = workspace.endpoint === null ? null : withoutUser(workspace.endpoint);
    return { name: workspace.name, text: stringify({ ...workspace, endpoint }) };
  }

  async import({
    text,
    name,
    profile = null,
    replace = false,
  }: {
    text: string;
    name?: string | undefined;
    profile?: string | null;
    replace?: boolean;
  }): Promise<Workspace> {
    const doing = 'reading the workspace file';
    const { kind, ...workspace } = parseExported(text, doing);
    if (kind === 'sandbox') throw sandboxStays(doing);
    return this.create({ ...workspace, name: name ?? workspace.name, profile, replace });
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

function sandboxStays(doing: string): AppError {
  return new AppError({
    code: 'bad-input',
    doing,
    message: 'The sandbox is always there and is made by the app.',
    advice: 'Choose another name.',
  });
}

function parseExported(text: string, doing: string): Workspace {
  try {
    return Workspace.parse(parse(text));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    throw new AppError({
      code: 'bad-input',
      doing,
      message: issue
        ? `The file describes no workspace${issue.path.length > 0 ? `: "${issue.path.join('.')}" cannot be used` : ''}.`
        : 'The file is not valid YAML.',
      advice: 'Export it again with `vivarium-aws workspace export`.',
    });
  }
}

/** Keys in an address are no part of it. */
function withoutUser(endpoint: string): string {
  const url = new URL(endpoint);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/$/, '');
}
