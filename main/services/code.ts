import { resolve } from 'node:path';
import type { CodeReference } from '#contract/run-record';
import type { Shell } from '#main/adapters/shells/port';
import { joinS3 } from '#main/domain/s3-uri';
import type { Activities } from './activities.ts';
import { codeFiles } from './code/code-files.ts';
import { packFiles } from './code/pack.ts';
import { workspaceRoot, type Connections } from './connections.ts';
import type { WorkspaceService } from './workspaces.ts';

interface Needs {
  activities: Activities;
  workspaces: Pick<WorkspaceService, 'resolve'>;
  connections: Pick<Connections, 'store'>;
  /** Where `git` is asked: this computer. */
  shell: Shell;
}

/** The calls of the contract's `code`: a model's code on its way to the workers. */
export class CodeService {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Sends nothing where the same code is there already. */
  async put(input: {
    workspace?: string | undefined;
    folder: string;
  }): Promise<{ code: CodeReference; files: number; size: number }> {
    const { activities, workspaces, connections, shell } = this.#needs;
    const folder = resolve(input.folder);
    const workspace = await workspaces.resolve(input.workspace);
    return activities.run({ kind: 'upload', title: `Packing ${folder}` }, async ({ signal, report }) => {
      const { bytes, sha256, files } = await packFiles(folder, await codeFiles(folder, shell));
      signal.throwIfAborted();
      report(`sending ${files} files`, { done: 0, total: bytes.byteLength, unit: 'bytes' });
      const store = await connections.store(workspace);
      const uri = joinS3(workspaceRoot(workspace), 'code', `${sha256}.tar.gz`);
      const there = await store.head(uri, { signal });
      if (there?.size !== bytes.byteLength)
        await store.put(uri, bytes, { sha256, contentType: 'application/gzip', signal });
      return { code: { kind: 'archive', uri, sha256 }, files, size: bytes.byteLength };
    });
  }
}
