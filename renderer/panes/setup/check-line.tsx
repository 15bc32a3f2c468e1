import { Button, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import type { SetupCheck } from '#contract/setup';
import { useSandboxActions } from '../../app/sandbox-actions.ts';
import { CommandLine } from '../../ui/command-line.tsx';
import { askFirst } from '../../ui/confirm.tsx';
import { RESET_QUESTION } from './reset-question.ts';
import classes from './setup-pane.module.css';

const STATES: Record<SetupCheck['state'], { icon: typeof IconCircleCheck; label: string }> = {
  ok: { icon: IconCircleCheck, label: 'In order' },
  warning: { icon: IconAlertTriangle, label: 'Warning' },
  missing: { icon: IconCircleDashed, label: 'Missing' },
  failed: { icon: IconCircleX, label: 'Failed' },
  unknown: { icon: IconHelpCircle, label: 'Not known' },
};

/** One line of the checklist: its state, what was found, what mends it, and the command that does the same. */
export function CheckLine({ check }: { check: SetupCheck }) {
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
      <Fix check={check} />
    </li>
  );
}

function Fix({ check }: { check: SetupCheck }) {
  const { start, reset } = useSandboxActions();
  if (check.state === 'ok' || check.fix === null) return null;
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
