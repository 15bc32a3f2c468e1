import { Button } from '@mantine/core';
import { IconChartHistogram, IconDatabaseSearch, IconLetterT } from '@tabler/icons-react';
import type { Cell } from '#contract/notebook';
import classes from './notebook.module.css';

const KINDS: { kind: Cell['kind']; label: string; icon: typeof IconLetterT }[] = [
  { kind: 'sql', label: 'SQL', icon: IconDatabaseSearch },
  { kind: 'chart', label: 'Chart', icon: IconChartHistogram },
  { kind: 'markdown', label: 'Text', icon: IconLetterT },
];

/** Adds a cell here. Between cells it shows itself when pointed at or reached by keyboard. */
export function AddCell({ onAdd, always = false }: { onAdd: (kind: Cell['kind']) => void; always?: boolean }) {
  return (
    <div
      className={classes.add}
      data-always={always}
      role="group"
      aria-label={always ? 'Add a cell' : 'Add a cell here'}
    >
      {KINDS.map(({ kind, label, icon: Icon }) => (
        <Button
          key={kind}
          variant="default"
          size="compact-sm"
          leftSection={<Icon size={14} aria-hidden />}
          onClick={() => onAdd(kind)}
          aria-label={`Add ${label} cell`}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
