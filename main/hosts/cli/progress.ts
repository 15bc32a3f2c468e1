import type { Activity } from '#contract/activity';
import type { Activities } from '#main/services/activities';
import { bytes, duration } from './table.ts';

const QUIET_MS = 5_000;
/** What is over sooner is not worth a line. */
const SHORT_MS = 1_500;

/**
 * Shows the app's long work on standard error: one line that is written over on a terminal, else a line when the step
 * changes, at most one each five seconds. Answers what ends it.
 */
export function showProgress(activities: Activities): () => void {
  const ended = new AbortController();
  const stream = process.stderr;
  let shown = '';
  let last = { step: '', at: 0 };
  const onTerminal = (line: string) => {
    const cut = line.slice(0, Math.max(20, (stream.columns ?? 80) - 1));
    if (cut !== shown) stream.write(`\r\u001b[K${cut}`);
    shown = cut;
  };
  const onFile = (activity: Activity) => {
    const step = `${activity.title}: ${activity.detail}`;
    const young = Date.now() - Date.parse(activity.started_at) < SHORT_MS;
    if (young || step === last.step || Date.now() - last.at < QUIET_MS) return;
    last = { step, at: Date.now() };
    stream.write(`${describe(activity)}\n`);
  };
  void (async () => {
    for await (const all of activities.watch(ended.signal)) {
      if (ended.signal.aborted) return;
      const running = all.filter(({ state }) => state === 'running').at(-1);
      if (stream.isTTY) onTerminal(running ? describe(running) : '');
      else if (running) onFile(running);
    }
  })();
  return () => {
    ended.abort();
    if (stream.isTTY && shown) stream.write('\r\u001b[K');
  };
}

function describe({ title, detail, progress }: Activity): string {
  const parts = [detail ? `${title}: ${detail}` : title];
  if (progress) {
    const size = (value: number) => (progress.unit === 'bytes' ? bytes(value) : String(value));
    parts.push(progress.total === null ? size(progress.done) : `${size(progress.done)} of ${size(progress.total)}`);
    if (progress.rate !== null && progress.unit === 'bytes') parts.push(`${bytes(progress.rate)}/s`);
    if (progress.seconds_left !== null && progress.seconds_left > 2)
      parts.push(`${duration(progress.seconds_left)} left`);
  }
  return parts.join(' · ');
}
