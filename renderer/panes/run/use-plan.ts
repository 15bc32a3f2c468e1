import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { orpc } from '../../app/client.ts';
import type { Draft } from './draft.ts';

/** The plan of what is typed, made anew a moment after the last key; the one before stays in view meanwhile. */
export function usePlan({ model, psimulate }: Draft) {
  const [branches] = useDebouncedValue(model.branches, 300);
  const [specification] = useDebouncedValue(model.specification, 300);
  const query = useQuery(
    orpc.run.plan.queryOptions({
      input: { branches, specification, psimulate },
      placeholderData: keepPreviousData,
      retry: false,
      staleTime: 60_000,
    }),
  );
  const settled =
    branches === model.branches &&
    specification === model.specification &&
    !query.isPlaceholderData &&
    !query.isFetching;
  return { data: query.data, error: query.error, settled };
}

export type Plan = ReturnType<typeof usePlan>;
