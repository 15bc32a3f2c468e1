import { notifications } from '@mantine/notifications';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { appErrorOf } from '#contract/app-error-of';
import type { CellResult } from '#contract/results';
import { ErrorNote } from '../ui/error-note.tsx';
import { formatValue, plural } from '../ui/format.ts';
import { columnWidth, isNumeric } from './columns.ts';
import { MOST_CELLS, rangeText } from './copy-range.ts';
import { isIn, moveSelection, rangeOf, type Selection } from './selection.ts';
import { usePages, type Sort } from './use-pages.ts';
import classes from './grid.module.css';

const ROW = 25;
const HEAD = 28;
const MOST_HEIGHT = 340;
const SAMPLE = 40;

interface Props {
  session: string;
  result: CellResult;
  version: number;
}

/** A kept result as a table of any length: only what is in view is fetched and drawn. Arrow keys move, S sorts by the column, Ctrl+C copies. */
export function ResultGrid({ session, result, version }: Props) {
  const { name, columns, row_count: rowCount } = result;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<Sort | null>(null);
  const [selection, setSelection] = useState<Selection | null>(null);

  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    scrollMargin: 0,
  });
  const visible = rows.getVirtualItems();
  const { at, error, retry } = usePages({
    session,
    name,
    version,
    sort,
    from: visible[0]?.index ?? 0,
    to: (visible.at(-1)?.index ?? 0) + 1,
  });

  // Widths come from the rows first seen, and then stay: a grid that moves while one scrolls is hard to read.
  const [widths, setWidths] = useState<number[] | null>(null);
  const loaded = rowCount === 0 || at(0, 0) !== undefined;
  if (widths === null && loaded) {
    setWidths(
      columns.map((column, index) => {
        const shown = Array.from({ length: Math.min(SAMPLE, rowCount) }, (_, row) =>
          formatValue(at(row, index) ?? null),
        );
        return columnWidth(column.name, shown);
      }),
    );
  }
  const widthOf = (index: number) => widths?.[index] ?? 110;
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: widthOf,
    overscan: 3,
    getItemKey: (index) => `${index}:${widthOf(index)}`,
  });
  const shownColumns = across.getVirtualItems();
  const range = selection && rangeOf(selection);

  const onKeyDown = (event: KeyboardEvent) => {
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key.toLowerCase() === 'c' && range) {
      event.preventDefault();
      void copy({ session, name, sort, range, columns: columns.map((column) => column.name) });
      return;
    }
    const current = selection && columns[selection.head.column];
    if (!mod && event.key.toLowerCase() === 's' && current) {
      event.preventDefault();
      turn(current.name);
      return;
    }
    const next = moveSelection(
      selection ?? { anchor: { row: 0, column: 0 }, head: { row: 0, column: 0 } },
      { key: event.key, shift: event.shiftKey, mod },
      { rows: rowCount, columns: columns.length },
    );
    if (!next || rowCount === 0) return;
    event.preventDefault();
    setSelection(next);
    rows.scrollToIndex(next.head.row);
    across.scrollToIndex(next.head.column);
  };
  const turn = (column: string) =>
    setSort(
      sort?.column !== column ? { column, descending: false } : sort.descending ? null : { column, descending: true },
    );

  return (
    <div className={classes.frame}>
      {error !== null && (
        <div style={{ padding: 10 }}>
          <ErrorNote error={error} doing="reading the result" onRetry={retry} />
        </div>
      )}
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={`Result of ${name}`}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length}
        aria-multiselectable
        aria-keyshortcuts="S Control+C"
        aria-activedescendant={selection ? `${id}-${selection.head.row}-${selection.head.column}` : undefined}
        className={classes.grid}
        style={{ height: Math.min(MOST_HEIGHT, HEAD + rowCount * ROW + 12) }}
        onKeyDown={onKeyDown}
      >
        <div role="row" aria-rowindex={1} className={classes.head} style={{ width: across.getTotalSize() }}>
          {shownColumns.map(({ index, start, size }) => {
            const column = columns[index];
            if (!column) return null;
            const sorted = sort?.column === column.name ? (sort.descending ? 'descending' : 'ascending') : 'none';
            return (
              <div
                key={index}
                role="columnheader"
                aria-colindex={index + 1}
                aria-sort={sorted}
                className={classes.column}
                data-numeric={isNumeric(column)}
                style={{ left: start, width: size }}
                title={`${column.name}: ${column.type}. Click, or press S in the column, to sort`}
              >
                <button type="button" tabIndex={-1} onClick={() => turn(column.name)}>
                  <span>{column.name}</span>
                  {sorted === 'ascending' && <IconArrowUp size={12} aria-hidden />}
                  {sorted === 'descending' && <IconArrowDown size={12} aria-hidden />}
                </button>
              </div>
            );
          })}
        </div>
        <div
          role="rowgroup"
          style={{ height: rows.getTotalSize(), width: across.getTotalSize(), position: 'relative' }}
        >
          {visible.map((row) => (
            <div
              key={row.index}
              role="row"
              aria-rowindex={row.index + 2}
              className={classes.row}
              style={{ top: row.start, height: ROW }}
            >
              {shownColumns.map(({ index, start, size }) => {
                const column = columns[index];
                const value = at(row.index, index);
                const chosen = range !== null && isIn(range, row.index, index);
                const head = selection?.head.row === row.index && selection.head.column === index;
                return (
                  <div
                    key={index}
                    id={`${id}-${row.index}-${index}`}
                    role="gridcell"
                    aria-colindex={index + 1}
                    aria-selected={chosen}
                    className={classes.cell}
                    data-numeric={column ? isNumeric(column) : false}
                    data-null={value === null}
                    data-head={head}
                    style={{ left: start, width: size }}
                    title={typeof value === 'string' && value.length > 30 ? value : undefined}
                    onPointerDown={(event) => {
                      const here = { row: row.index, column: index };
                      setSelection(
                        event.shiftKey && selection ? { ...selection, head: here } : { anchor: here, head: here },
                      );
                    }}
                    onPointerEnter={(event) => {
                      if (event.buttons === 1 && selection)
                        setSelection({ ...selection, head: { row: row.index, column: index } });
                    }}
                  >
                    {value === undefined ? '' : value === null ? 'null' : formatValue(value)}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        {rowCount === 0 && <p className={classes.none}>No rows</p>}
      </div>
    </div>
  );
}

async function copy(what: Parameters<typeof rangeText>[0]): Promise<void> {
  const { top, bottom, left, right } = what.range;
  const cells = (bottom - top + 1) * (right - left + 1);
  try {
    if (cells > MOST_CELLS) {
      notifications.show({
        color: 'orange',
        title: 'Too much to copy',
        message: 'Use Export for more than half a million values.',
      });
      return;
    }
    await navigator.clipboard.writeText(await rangeText(what));
    notifications.show({ color: 'brand', message: `Copied ${plural(cells, 'value')}`, autoClose: 1500 });
  } catch (error) {
    notifications.show({ color: 'red.8', title: 'Not copied', message: appErrorOf(error, 'copying').message });
  }
}
