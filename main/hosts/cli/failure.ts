import type { CommanderError } from 'commander';
import type { AppErrorData } from '#contract/app-error';

export function exitCodeOf({ code }: Pick<AppErrorData, 'code'>): number {
  if (code === 'bad-input') return 2;
  return code === 'interrupted' ? 130 : 1;
}

/** What was tried, what went wrong, what to do: as data on one line, or as three short lines. */
export function tell(error: AppErrorData, json: boolean): void {
  const { doing, message, advice } = error;
  const text = json
    ? JSON.stringify(error)
    : [`While ${doing}:`, `  ${message}`, ...(advice ? [`  ${advice}`] : [])].join('\n');
  process.stderr.write(`${text}\n`);
}

export function usageError({ code, message }: CommanderError): AppErrorData {
  const sentence =
    code === 'commander.help' ? 'A verb is missing.' : `${message.replace(/^error: /, '').replace(/\.$/, '')}.`;
  return {
    code: 'bad-input',
    doing: 'reading the command line',
    message: sentence,
    advice: 'See --help for what there is.',
    retry: false,
  };
}
