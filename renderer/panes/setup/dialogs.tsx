import { Modal } from '@mantine/core';
import { BucketForm } from './bucket-form.tsx';
import type { SetupDialog } from './dialog-state.ts';
import { ImportForm } from './import-form.tsx';
import { KeyPairs } from './key-pairs.tsx';
import { KeysForm } from './keys-form.tsx';
import { MfaForm } from './mfa-form.tsx';
import { PolicyView } from './policy-view.tsx';
import { SignIn } from './sign-in.tsx';
import { WorkspaceForm } from './workspace-form.tsx';

const TITLES: Record<SetupDialog['kind'], string> = {
  keys: 'Add access keys',
  'single-sign-on': 'Sign in with single sign-on',
  mfa: 'Code of your MFA device',
  policy: 'The least IAM policy',
  bucket: 'Create a bucket',
  key: 'Key pairs',
  workspace: 'Workspace on AWS',
  import: 'Import a workspace',
};

/** The one dialog that is open. */
export function Dialogs({ dialog, onClose }: { dialog: SetupDialog | null; onClose: () => void }) {
  return (
    <Modal
      opened={dialog !== null}
      onClose={onClose}
      title={dialog && TITLES[dialog.kind]}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {dialog && <Content dialog={dialog} onDone={onClose} />}
    </Modal>
  );
}

function Content({ dialog, onDone }: { dialog: SetupDialog; onDone: () => void }) {
  switch (dialog.kind) {
    case 'keys':
      return <KeysForm onDone={onDone} />;
    case 'single-sign-on':
      return <SignIn profile={dialog.profile} onDone={onDone} />;
    case 'mfa':
      return <MfaForm onDone={onDone} />;
    case 'policy':
      return <PolicyView />;
    case 'bucket':
      return <BucketForm name={dialog.name} onDone={onDone} />;
    case 'key':
      return <KeyPairs />;
    case 'workspace':
      return <WorkspaceForm edit={dialog.edit} onDone={onDone} />;
    case 'import':
      return <ImportForm onDone={onDone} />;
  }
}
