import classes from './state-badge.module.css';

export type Tone = 'done' | 'running' | 'queued' | 'failed' | 'lost';

/** A state said in words, with a coloured dot that repeats it. */
export function StateBadge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <span className={classes.dot} aria-hidden />
      {children}
    </span>
  );
}
