import type { Store } from '#main/adapters/stores/port';
import { giveUp } from './begun-upload.ts';
import type { UploadRecords } from './upload-records.ts';

const STALE_MS = 7 * 24 * 3600 * 1000;

/** Gives up the uploads that began over a week ago; one whose store cannot be asked now is left for the next time. */
export async function giveUpStale(
  records: UploadRecords,
  storeOf: (workspace: string) => Promise<Store>,
): Promise<void> {
  for (const record of await records.all()) {
    if (Date.now() - Date.parse(record.began_at) < STALE_MS) continue;
    try {
      await giveUp(records, await storeOf(record.workspace), record);
    } catch {
      // The next start tries again.
    }
  }
}
