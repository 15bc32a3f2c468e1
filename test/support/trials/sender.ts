/** A process of its own that sends or fetches one file, so that it can be killed. Told what by one line on standard input. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from '#contract/workspace';
import { S3Uri } from '#contract/s3-uri';
import { createArtifacts } from '#main/adapters/artifacts/index';
import { createStore } from '#main/adapters/stores/index';
import { Activities } from '#main/services/activities';
import { DataService } from '#main/services/data';
import { withMultipart } from '../data.ts';

interface Job {
  endpoint: string;
  keys: { accessKeyId: string; secretAccessKey: string };
  bucket: string;
  home: string;
  path: string;
  uri: string;
  /** `cancel` sends, and cancels at the first sign of progress. */
  what: 'send' | 'fetch' | 'cancel';
  /** Where each acknowledged part is noted. */
  notes: string;
}

const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
const store = createStore({
  region: 'us-east-1',
  endpoint: job.endpoint,
  credentials: () => Promise.resolve(job.keys),
});
const noting = withMultipart(store, {
  part: async (uri, id, number, body, options) => {
    const part = await store.multipart.part(uri, id, number, body, options);
    appendFileSync(job.notes, `${number}\n`);
    return part;
  },
});
const workspace = Workspace.parse({
  format: 1,
  name: 'test',
  kind: 'sandbox',
  region: 'us-east-1',
  bucket: job.bucket,
  prefix: 'vivarium',
});
const { home } = job;
const activities = new Activities();
const data = new DataService({
  activities,
  artifacts: createArtifacts({ worker: '' }),
  platform: { paths: { config: home, data: join(home, 'data'), cache: home, logs: home } },
  workspaces: { resolve: () => Promise.resolve(workspace) },
  connections: { store: () => Promise.resolve(noting) },
});
const uri = S3Uri.parse(job.uri);
if (job.what === 'fetch') await data.download({ uri, to: job.path });
else {
  if (job.what === 'cancel') {
    const timer = setInterval(() => {
      if (activities.list().some(({ progress }) => (progress?.done ?? 0) > 0)) activities.cancelAll();
    }, 1);
    timer.unref();
  }
  await data.upload({ paths: [job.path], to: uri }).catch((error: unknown) => {
    if (job.what !== 'cancel') throw error;
  });
}
store.close?.();
