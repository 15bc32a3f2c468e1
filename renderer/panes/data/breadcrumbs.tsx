import { IconChevronRight } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { S3Uri } from '#contract/s3-uri';
import { CopyButton } from '../../ui/copy-button.tsx';
import { addressOf, crumbs, keyParts } from './addresses.ts';
import classes from './data-pane.module.css';

/** Where one is; each part leads there. Above the workspace's own prefix nothing is listed. */
export function Breadcrumbs({ prefix, home }: { prefix: S3Uri; home: S3Uri }) {
  const all = crumbs(prefix);
  const shownFrom = keyParts(home).length;
  return (
    <nav aria-label="Folder" className={classes.crumbs}>
      <ol>
        {all.map(({ name, uri }, depth) => (
          <li key={uri}>
            {depth > 0 && <IconChevronRight size={13} aria-hidden />}
            {depth < shownFrom ? (
              <span className={classes.above}>{name}</span>
            ) : depth === all.length - 1 ? (
              <span aria-current="location">{name}</span>
            ) : (
              <Link href={depth === shownFrom ? '/data' : addressOf(uri)}>{name}</Link>
            )}
          </li>
        ))}
      </ol>
      <CopyButton value={prefix} label="Copy folder address" />
    </nav>
  );
}
