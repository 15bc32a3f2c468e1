import { Skeleton, Stack } from '@mantine/core';

/** Stands in for a list while it is being fetched. */
export function Loading({ lines = 5, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <Stack gap="sm" p="md" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={14} width={`${90 - ((line * 17) % 40)}%`} radius="sm" />
      ))}
    </Stack>
  );
}
