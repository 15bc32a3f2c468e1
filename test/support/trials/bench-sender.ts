/** A process that does one transfer with the app's engine, for the benchmark: endpoint, bucket, home, verb, from, to. */
import { join } from 'node:path';
import { Workspace } from '#contract/workspace';
import { S3Uri } from '#contract/s3-uri';
import { createArtifacts } from '#main/adapters/artifacts/index';
import { createStore } from '#main/adapters/stores/index';
import { Activities } from '#main/services/activities';
import { DataService } from '#main/services/data';

const [endpoint = '', bucket = '', home = '', verb = '', from = '', to = ''] = process.argv.slice(2);
const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = process.env;
const credentials = () => Promise.resolve({ accessKeyId, secretAccessKey });
const store = createStore({ region: 'us-east-1', endpoint, credentials });
const workspace = Workspace.parse({
  format: 1,
  name: 'bench',
  kind: 'sandbox',
  region: 'us-east-1',
  bucket,
  prefix: 'bench',
});
const data = new DataService({
  activities: new Activities(),
  artifacts: createArtifacts({ worker: '' }),
  platform: { paths: { config: home, data: join(home, 'data'), cache: home, logs: home } },
  workspaces: { resolve: () => Promise.resolve(workspace) },
  connections: { store: () => Promise.resolve(store) },
});
if (verb === 'up') await data.upload({ paths: [from], to: S3Uri.parse(to) });
else if (verb === 'down') await data.download({ uri: S3Uri.parse(from), to });
else await data.sync({ from, to, delete: false, dry_run: false });
store.close?.();
