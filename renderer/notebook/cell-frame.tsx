import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { EditorView, Extension } from '@uiw/react-codemirror';
import type { ComponentType, KeyboardEvent } from 'react';
import type { Cell } from '#contract/notebook';
import { AddCell } from './add-cell.tsx';
import { ChartCell } from './chart-cell.tsx';
import { freshCell } from './fresh-cell.ts';
import { MarkdownCell } from './markdown-cell.tsx';
import { SqlCell } from './sql-cell.tsx';
import type { Notebook } from './use-notebook.ts';
import classes from './notebook.module.css';

export interface CellProps<Kind extends Cell['kind'] = Cell['kind']> {
  cell: Extract<Cell, { kind: Kind }>;
  notebook: Notebook;
  /** SQL with completion. */
  language: Extension;
  /** Called with an SQL editor when it gets the focus. */
  onEditor: (view: EditorView) => void;
}

/** How each kind of cell is shown. A kind begins here. */
const KINDS: { [Kind in Cell['kind']]: { title: string; Component: ComponentType<CellProps<Kind>> } } = {
  markdown: { title: 'Text', Component: MarkdownCell },
  sql: { title: 'SQL', Component: SqlCell },
  chart: { title: 'Chart', Component: ChartCell },
};

/** A cell in its frame: reachable by keyboard, movable, deletable (with a way back). */
export function CellFrame({ index, ...props }: CellProps & { index: number }) {
  const { cell, notebook } = props;
  const { dispatch, state } = notebook;
  const { title, Component } = KINDS[cell.kind] as { title: string; Component: ComponentType<CellProps> };
  const label = `${title} cell ${index + 1}`;
  const move = (by: -1 | 1) => dispatch({ type: 'moved', id: cell.id, by });
  const remove = () => {
    dispatch({ type: 'removed', id: cell.id });
    offerUndo(() => dispatch({ type: 'restored' }));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      move(event.key === 'ArrowUp' ? -1 : 1);
      return;
    }
    if (event.target !== event.currentTarget) return;
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      neighbour(event.currentTarget, event.key === 'ArrowUp' ? -1 : 1)?.focus();
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey || event.shiftKey) void notebook.runCell(cell);
      else startEditing(event.currentTarget);
    }
    if (event.key === 'Delete') remove();
  };

  return (
    <div className={classes.slot}>
      <AddCell onAdd={(kind) => dispatch({ type: 'added', cell: freshCell(kind, state.document.cells), index })} />
      <article
        className={classes.cell}
        data-cell
        data-kind={cell.kind}
        tabIndex={0}
        aria-label={label}
        onKeyDown={onKeyDown}
      >
        <div className={classes.cellActions} role="group" aria-label={`Actions of ${label}`}>
          <Tooltip label="Move up (Alt ↑)">
            <ActionIcon size={24} onClick={() => move(-1)} disabled={index === 0} aria-label={`Move ${label} up`}>
              <IconArrowUp size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Move down (Alt ↓)">
            <ActionIcon
              size={24}
              onClick={() => move(1)}
              disabled={index === state.document.cells.length - 1}
              aria-label={`Move ${label} down`}
            >
              <IconArrowDown size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Delete (Del)">
            <ActionIcon size={24} onClick={remove} aria-label={`Delete ${label}`}>
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
        <Component {...props} />
      </article>
    </div>
  );
}

/** The cell's own way in: its edit button where it has one, else its editor. */
function startEditing(cell: HTMLElement): void {
  const button = cell.querySelector<HTMLElement>('[data-edit]');
  if (button) button.click();
  else cell.querySelector<HTMLElement>('.cm-content')?.focus();
}

function neighbour(cell: HTMLElement, by: -1 | 1): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>('[data-cell]')].filter((each) => each.offsetParent !== null);
  return all[all.indexOf(cell) + by];
}

function offerUndo(onUndo: () => void): void {
  const id = notifications.show({
    color: 'gray',
    autoClose: 8000,
    message: (
      <Group justify="space-between">
        <Text>Cell deleted</Text>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            onUndo();
            notifications.hide(id);
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}
