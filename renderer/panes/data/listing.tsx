import { Button, Text } from '@mantine/core';
import { IconFile, IconFileDatabase, IconFolder, IconUpload } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatBytes, formatDate, plural } from '../../ui/format.ts';
import type { Row } from './use-listing.ts';
import classes from './data-pane.module.css';

const ROW = 32;

interface Props {
  rows: Row[];
  more: boolean;
  loadingMore: boolean;
  onMore: () => void;
  onFolder: (uri: S3Uri) => void;
  onObject: (object: ObjectInfo) => void;
}

/** Folders and objects; arrow keys move, Enter opens. Only the rows in view are in the page. */
export function Listing({ rows, more, loadingMore, onMore, onFolder, onObject }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });

  if (rows.length === 0) {
    return (
      <div style={{ flex: 1 }}>
        <EmptyState icon={<IconUpload size={26} stroke={1.6} />} title="Nothing here yet">
          Drop files or folders anywhere on this window, or press Upload. Large files go up in parts and are verified.
        </EmptyState>
      </div>
    );
  }

  const open = (row: Row) => (row.kind === 'folder' ? onFolder(row.uri) : onObject(row.object));
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setCurrent(next);
    virtual.scrollToIndex(next);
    // The row may only come into the page with the next frame.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] button`)?.focus());
  };
  const steps: Record<string, number> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    Home: 0,
    End: rows.length - 1,
    PageDown: current + 15,
    PageUp: current - 15,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  const size = rows.reduce((sum, row) => sum + (row.kind === 'object' ? row.object.size : 0), 0);

  return (
    <div className={classes.listing}>
      <div role="table" aria-label="Objects" aria-rowcount={rows.length + 1} className={classes.table}>
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={classes.head}>
            <span role="columnheader">Name</span>
            <span role="columnheader" className={classes.right}>
              Size
            </span>
            <span role="columnheader">Modified</span>
          </div>
        </div>
        <div role="rowgroup" ref={scroller} className={classes.scroller} onKeyDown={onKeyDown}>
          <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const row = rows[index];
              if (!row) return null;
              return (
                <div
                  key={row.uri}
                  role="row"
                  aria-rowindex={index + 2}
                  data-index={index}
                  className={classes.row}
                  style={{ top: start, height: ROW }}
                >
                  <span role="cell" className={classes.nameCell}>
                    <button
                      type="button"
                      className={classes.name}
                      tabIndex={index === current ? 0 : -1}
                      onFocus={() => setCurrent(index)}
                      onClick={() => open(row)}
                    >
                      <RowIcon row={row} />
                      <span>{row.name}</span>
                    </button>
                  </span>
                  <span role="cell" className={classes.right}>
                    {row.kind === 'object' ? formatBytes(row.object.size) : ''}
                  </span>
                  <span role="cell">{row.kind === 'object' ? formatDate(row.object.modified) : ''}</span>
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <div className={classes.foot}>
        <Text size="xs" c="dimmed">
          {`${plural(rows.length, 'entry', 'entries')} · ${formatBytes(size)} here${more ? ' so far' : ''} · drop files anywhere to upload`}
        </Text>
        {more && (
          <Button variant="subtle" size="compact-xs" loading={loadingMore} onClick={onMore}>
            Load more
          </Button>
        )}
      </div>
    </div>
  );
}

function RowIcon({ row }: { row: Row }) {
  if (row.kind === 'folder') return <IconFolder size={17} stroke={1.7} className={classes.folder} aria-hidden />;
  if (/\.(hdf5?|h5|parquet)$/i.test(row.name)) return <IconFileDatabase size={17} stroke={1.5} aria-hidden />;
  return <IconFile size={17} stroke={1.5} aria-hidden />;
}
