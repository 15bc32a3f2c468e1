import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Value } from '#contract/results';
import { orpc } from '../app/client.ts';

const PAGE_ROWS = 250;

export interface Sort {
  column: string;
  descending: boolean;
}

interface Pages {
  session: string;
  name: string;
  version: number;
  sort: Sort | null;
  /** Rows in view, from 0, end excluded. */
  from: number;
  to: number;
}

/** The pages that hold the rows in view. `at` gives a value, or undefined while its page is on its way. */
export function usePages({ session, name, version, sort, from, to }: Pages) {
  const first = Math.floor(from / PAGE_ROWS);
  const count = Math.max(1, Math.ceil(to / PAGE_ROWS) - first);
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const pages = useQueries({
    queries: numbers.map((page) => {
      const input = { session, name, offset: page * PAGE_ROWS, limit: PAGE_ROWS, ...(sort ? { sort } : {}) };
      return orpc.results.page.queryOptions({
        input,
        queryKey: [...orpc.results.page.queryKey({ input }), version],
        staleTime: Infinity,
        gcTime: 60_000,
      });
    }),
    combine: (results) => ({
      values: results.map(({ data }) => data?.values),
      error: results.find(({ error }) => error)?.error ?? null,
      retry: () => results.forEach((result) => result.error && void result.refetch()),
    }),
  });
  return useMemo(() => {
    const at = (row: number, column: number): Value | undefined =>
      pages.values[Math.floor(row / PAGE_ROWS) - first]?.[column]?.[row % PAGE_ROWS];
    return { at, error: pages.error, retry: pages.retry };
  }, [pages, first]);
}
