import { ActionIcon, Button, Text, VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconHelpCircle,
  IconRefresh,
} from '@tabler/icons-react';
import type { SetupCheck } from '#contract/setup';
import { useSandboxActions } from '../../app/sandbox-actions.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { askFirst } from '../../ui/confirm.tsx';
import { type SetupDialog, useSetupDialog } from './dialog-state.ts';
import { RESET_QUESTION } from './reset-question.ts';
import classes from './setup-pane.module.css';

const STATES: Record<SetupCheck['state'], { icon: typeof IconCircleCheck; label: string }> = {
  ok: { icon: IconCircleCheck, label: 'In order' },
  warning: { icon: IconAlertTriangle, label: 'Warning' },
  missing: { icon: IconCircleDashed, label: 'Missing' },
  failed: { icon: IconCircleX, label: 'Failed' },
  unknown: { icon: IconHelpCircle, label: 'Not known' },
};

interface Props {
  check: SetupCheck;
  checking: boolean;
  onCheckAgain: () => void;
}

/** One line of the checklist: its state, what was found, what mends it, and the command that does the same. */
export function CheckLine({ check, checking, onCheckAgain }: Props) {
  const { icon: Icon, label } = STATES[check.state];
  return (
    <li className={classes.line}>
      <Icon size={19} stroke={1.8} className={classes.icon} data-state={check.state} aria-hidden />
      <div className={classes.text}>
        <Text fw={600}>
          {check.title}
          <VisuallyHidden>: {label}</VisuallyHidden>
        </Text>
        <Text c="dimmed" className={classes.detail}>
          {check.detail}
        </Text>
        {check.state !== 'ok' && check.advice && <Text>{check.advice}</Text>}
        <CommandLine command={check.command} />
      </div>
      <div className={classes.actions}>
        <Fix check={check} />
        <ActionIcon onClick={onCheckAgain} loading={checking} aria-label={`Check ${check.title} again`}>
          <IconRefresh size={15} aria-hidden />
        </ActionIcon>
      </div>
    </li>
  );
}

/** What the button says, and which dialog it opens. */
const DIALOGS: Partial<Record<NonNullable<SetupCheck['fix']>, [label: string, dialog: SetupDialog]>> = {
  'add-credentials': ['Add keys', { kind: 'keys' }],
  'sign-in': ['Sign in', { kind: 'single-sign-on' }],
  'enter-mfa': ['Enter code', { kind: 'mfa' }],
  'show-policy': ['Show policy', { kind: 'policy' }],
  'create-bucket': ['Create bucket', { kind: 'bucket' }],
  'create-key': ['Key pairs', { kind: 'key' }],
  'edit-workspace': ['Edit workspace', { kind: 'workspace', edit: true }],
};

function Fix({ check }: { check: SetupCheck }) {
  const { start, reset } = useSandboxActions();
  const open = useSetupDialog();
  if (check.state === 'ok' || check.fix === null) return null;
  const [label, dialog] = DIALOGS[check.fix] ?? [];
  if (dialog) {
    return (
      <Button variant="light" onClick={() => open(dialog)} aria-label={`${label} to fix ${check.title}`}>
        {label}
      </Button>
    );
  }
  if (check.fix === 'start-sandbox') {
    return (
      <Button
        variant="light"
        loading={start.isPending}
        onClick={() => start.mutate({})}
        aria-label={`Start to fix ${check.title}`}
      >
        Start
      </Button>
    );
  }
  return (
    <Button
      variant="light"
      loading={reset.isPending}
      onClick={() => askFirst({ ...RESET_QUESTION, onConfirm: () => reset.mutate({}) })}
      aria-label={`Reset to fix ${check.title}`}
    >
      Reset
    </Button>
  );
}
