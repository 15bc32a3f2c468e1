/** Run in a process of its own by `spawnOwner`: starts the sandbox in the folder of VIVARIUM_AWS_HOME, says so, and stays. */
import { createSandbox } from './sandbox.ts';

const { sandbox } = createSandbox(process.env.VIVARIUM_AWS_HOME ?? '', {
  server: process.env.TEST_SERVER === 'seaweedfs' ? 'seaweedfs' : 'versitygw',
});
const status = await sandbox.start({ detached: process.env.TEST_DETACHED === 'yes', python: false });
process.stdout.write(`${JSON.stringify({ status, guardian: sandbox.guardianPid() })}\n`);
if (process.env.TEST_STAY !== 'no') setInterval(() => {}, 1_000);
