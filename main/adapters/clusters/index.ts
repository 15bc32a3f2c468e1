/** One file a provider of clusters; each answers the port's `Launcher`. */
export { createLocalLauncher } from './local.ts';
