import type { RunTables } from '#main/adapters/engines/port';
import { joinS3 } from '#main/domain/s3-uri';
import type { Seen } from './view.ts';

/** The result files to be read: those of the done tasks, each task's rows once. */
export function tablesOf({ manifest, run }: Seen): RunTables {
  const metrics = new Map<string, Map<string, { uri: ReturnType<typeof joinS3>; size: number; rows: number }>>();
  for (const { report } of run.stored) {
    for (const { metric, key, size, rows } of report.files) {
      const files = metrics.get(metric) ?? new Map();
      metrics.set(metric, files.set(key, { uri: joinS3(manifest.uri, key), size, rows }));
    }
  }
  return {
    run: manifest.id,
    metrics: new Map(
      [...metrics].sort(([a], [b]) => (a < b ? -1 : 1)).map(([metric, files]) => [metric, [...files.values()]]),
    ),
  };
}
