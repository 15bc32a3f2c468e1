#!/usr/bin/env node
import { main } from './main.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader went away (`| head`): nothing is left to say.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const exitCode = await main(process.argv.slice(2));
// What is still to be written goes out first; then open handles of libraries hold nothing up.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
