import { join } from 'node:path';
import type { CodeReference } from '#contract/run-record';
import type { Workspace } from '#contract/workspace';
import type { Files } from '../adapters/files/port.ts';
import { joinS3 } from '../domain/s3-uri.ts';
import type { CodeService } from '../services/code.ts';
import { workspaceRoot } from '../services/connections.ts';

const ARCHIVE = /^([0-9a-f]{64})\.tar\.gz$/;

interface Parts {
  files: Files;
  resources: string;
  code: CodeService;
}

/** Where a workspace has the sample model's code: as the sandbox has put it from resources/sample/code, else packed now. */
export async function sampleCode(workspace: Workspace, { files, resources, code }: Parts): Promise<CodeReference> {
  const names = await files.list(join(resources, 'sample', 'code'));
  const name = names.find((candidate) => ARCHIVE.test(candidate));
  const sha256 = name && ARCHIVE.exec(name)?.[1];
  if (name && sha256) return { kind: 'archive', uri: joinS3(workspaceRoot(workspace), 'code', name), sha256 };
  return (await code.put({ workspace: workspace.name, folder: join(resources, 'sample', 'model') })).code;
}
