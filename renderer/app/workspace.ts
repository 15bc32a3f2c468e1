import { useQuery } from '@tanstack/react-query';
import { orpc } from './client.ts';

/** The current workspace. */
export function useWorkspace() {
  return useQuery(orpc.workspace.show.queryOptions({ input: {}, staleTime: 60_000 }));
}

/** The sandbox's state; asked again every few seconds since other programs start and stop it too. */
export function useSandbox() {
  return useQuery(orpc.sandbox.status.queryOptions({ refetchInterval: 5000 }));
}
