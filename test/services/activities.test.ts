import { expect, it } from 'vitest';
import { Activities } from '#main/services/activities';

it('says what was being done inside a sentence: "While starting the sandbox"', async () => {
  const activities = new Activities();
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const work = activities.run({ kind: 'sandbox', title: 'Starting the sandbox' }, () => Promise.reject(full));
  await expect(work).rejects.toMatchObject({ data: { code: 'no-space', doing: 'starting the sandbox' } });
  expect(activities.list()[0]).toMatchObject({ state: 'failed', title: 'Starting the sandbox' });
});
