import { queryClient } from './query-client.ts';

/** Everything shown is asked again, but what comes as a stream by itself. */
export function askEverythingAgain(): Promise<void> {
  return queryClient.invalidateQueries({ predicate: ({ queryKey }) => !isStream(queryKey) });
}

/** oRPC's keys carry the kind of query as `type` in their second part. */
function isStream(queryKey: readonly unknown[]): boolean {
  const [, options] = queryKey;
  return typeof options === 'object' && options !== null && Reflect.get(options, 'type') === 'live';
}
