import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import { orpc } from '../../app/client.ts';

export type Row =
  { kind: 'folder'; uri: S3Uri; name: string } | { kind: 'object'; uri: S3Uri; name: string; object: ObjectInfo };

/** The folder's pages fetched so far, as rows: folders first, then objects, each by name. */
export function useListing(prefix: S3Uri | undefined) {
  const query = useInfiniteQuery(
    orpc.data.list.infiniteOptions({
      input: (continuation: string | undefined) => ({ prefix, continuation, limit: 500 }),
      initialPageParam: undefined,
      getNextPageParam: ({ continuation }) => continuation ?? undefined,
      enabled: prefix !== undefined,
      staleTime: 0,
    }),
  );
  const rows = useMemo<Row[]>(() => {
    const pages = query.data?.pages ?? [];
    const folders = new Map(pages.flatMap((page) => page.folders).map((folder) => [folder.uri, folder]));
    return [
      ...[...folders.values()].map(({ uri, name }): Row => ({ kind: 'folder', uri, name })),
      ...pages
        .flatMap((page) => page.objects)
        .map((object): Row => ({ kind: 'object', uri: object.uri, name: object.name, object })),
    ];
  }, [query.data]);
  return { query, rows };
}
