/** The thread in which artifacts are read: one path in, its keys (or what went wrong) out. */
import { parentPort, workerData } from 'node:worker_threads';
import { readKeys } from './read.ts';

const { path } = workerData as { path: string };
parentPort?.postMessage(await readKeys(path));
