export { createLocalShell } from './local.ts';
