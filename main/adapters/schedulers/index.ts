/** One file a scheduler: give it the port's `Scheduler`, a factory here, and its row in test/contracts/launcher.test.ts. */
export { createLocalScheduler, type LocalSchedulerOptions } from './local.ts';
