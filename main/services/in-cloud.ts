import type { Workspace } from '#contract/workspace';
import type { Cloud } from '#main/adapters/clouds/port';

export interface CloudParts {
  workspaces: { resolve(name?: string): Promise<Workspace> };
  cloud: (workspace: Workspace) => Promise<Cloud>;
}

/** Works in the cloud of a workspace (absent name: the current one) and closes its clients however that ends. */
export async function inCloud<T>(
  { workspaces, cloud: open }: CloudParts,
  name: string | undefined,
  work: (cloud: Cloud, workspace: Workspace) => Promise<T>,
): Promise<T> {
  const workspace = await workspaces.resolve(name);
  const cloud = await open(workspace);
  try {
    return await work(cloud, workspace);
  } finally {
    cloud.close();
  }
}
