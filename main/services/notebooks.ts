import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { NotebookName } from '#contract/notebook';
import type { NotebookDocument, NotebookInfo as NotebookInfoSchema } from '#contract/notebook';
import type { Workspace } from '#contract/workspace';
import type { Files } from '#main/adapters/files/port';
import { AppError } from '#main/domain/app-error';
import { formatNotebook, parseNotebook } from '#main/domain/notebook-document';
import { TEMPLATES } from '#main/domain/notebook-templates';
import type { Platform } from '#main/platform';

type NotebookInfo = z.infer<typeof NotebookInfoSchema>;

interface InWorkspace {
  workspace?: string;
}
interface Named extends InWorkspace {
  name: string;
}

interface Needs {
  platform: Pick<Platform, 'paths'>;
  files: Files;
  workspaces: { resolve(name?: string): Promise<Workspace> };
}

const ENDING = '.md';

/** The notebooks of a workspace: Markdown files in the app's configuration folder, one a notebook. */
export class NotebookService {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** The latest first. */
  async list({ workspace }: InWorkspace): Promise<NotebookInfo[]> {
    const folder = await this.#folder(workspace);
    const names = (await this.#needs.files.list(folder))
      .filter((path) => path.endsWith(ENDING))
      .map((path) => path.slice(0, -ENDING.length))
      .filter((name) => NotebookName.safeParse(name).success);
    const infos = await Promise.all(names.map((name) => info(folder, name)));
    return infos.sort((a, b) => b.modified.localeCompare(a.modified));
  }

  async template({ template, run }: { template: string; run: string }): Promise<NotebookDocument> {
    const make = Object.hasOwn(TEMPLATES, template) ? TEMPLATES[template] : undefined;
    if (make) return make(run);
    const advice = `There are: ${Object.keys(TEMPLATES).join(', ')}.`;
    throw new AppError({
      code: 'bad-input',
      doing: 'making a notebook',
      message: `There is no template “${template}”.`,
      advice,
    });
  }

  async open({ workspace, name }: Named): Promise<NotebookDocument> {
    const content = await this.#needs.files.bytes(pathOf(await this.#folder(workspace), name));
    if (content) return parseNotebook(new TextDecoder().decode(content), name);
    throw new AppError({
      code: 'not-found',
      doing: `opening the notebook ${name}`,
      message: `There is no notebook “${name}”.`,
      advice: 'Choose one of the list.',
    });
  }

  async save({ workspace, name, document }: Named & { document: NotebookDocument }): Promise<NotebookInfo> {
    const folder = await this.#folder(workspace);
    await this.#needs.files.write(pathOf(folder, name), formatNotebook(document));
    return info(folder, name);
  }

  async remove({ workspace, name }: Named): Promise<{ removed: boolean }> {
    const path = pathOf(await this.#folder(workspace), name);
    const there = (await this.#needs.files.bytes(path)) !== undefined;
    await this.#needs.files.remove(path);
    return { removed: there };
  }

  async #folder(workspace?: string): Promise<string> {
    return join(this.#needs.platform.paths.config, 'notebooks', (await this.#needs.workspaces.resolve(workspace)).name);
  }
}

/** Names have no separators, see NotebookName. */
function pathOf(folder: string, name: string): string {
  return join(folder, `${name}${ENDING}`);
}

async function info(folder: string, name: string): Promise<NotebookInfo> {
  return { name, modified: (await stat(pathOf(folder, name))).mtime.toISOString() };
}
