import { Code, Group } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';
import classes from './command-line.module.css';

/** The command that does the same on the command line. */
export function CommandLine({ command }: { command: string }) {
  return (
    <Group gap={2} wrap="nowrap" className={classes.line}>
      <Code className={classes.code}>{command}</Code>
      <CopyButton value={command} label={`Copy command ${command}`} />
    </Group>
  );
}
