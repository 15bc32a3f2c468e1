import { createContext, useContext } from 'react';

/** The dialogs of the Setup pane; each mends one thing. */
export type SetupDialog =
  | { kind: 'keys' }
  | { kind: 'single-sign-on'; profile?: string }
  | { kind: 'mfa' }
  | { kind: 'policy' }
  | { kind: 'bucket'; name?: string }
  | { kind: 'key' }
  | { kind: 'workspace'; edit: boolean }
  | { kind: 'import' };

const SetupDialogs = createContext<(dialog: SetupDialog) => void>(() => {});

export const DialogProvider = SetupDialogs.Provider;

/** Opens a dialog of the Setup pane. */
export function useSetupDialog(): (dialog: SetupDialog) => void {
  return useContext(SetupDialogs);
}
