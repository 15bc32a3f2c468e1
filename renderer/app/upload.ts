import { notifications } from '@mantine/notifications';
import { appErrorOf } from '#contract/app-error-of';
import type { S3Uri } from '#contract/s3-uri';
import { formatBytes, plural } from '../ui/format.ts';
import { bridge, client, orpc } from './client.ts';
import type { Named } from './dropped.ts';
import { queryClient } from './query-client.ts';
import { inParallel, slicesOf } from './slices.ts';

const IN_FLIGHT = 3;

/** Sends files to S3 under `to` (default: the workspace's artifacts). Progress and errors show in the activity tray. */
export async function upload(files: readonly Named[], to?: S3Uri): Promise<void> {
  if (files.length === 0) return;
  try {
    for (const file of files) await sendSlices(file, to);
    said(
      files.length,
      files.reduce((bytes, { file }) => bytes + file.size, 0),
    );
  } catch (error) {
    complain(error);
  } finally {
    await refresh();
  }
}

/** Desktop: sends files and folders by their paths; the core reads them itself. */
export async function uploadPaths(paths: readonly string[], to?: S3Uri): Promise<void> {
  if (paths.length === 0) return;
  try {
    const { objects } = await client.data.upload({ paths: [...paths], to });
    said(
      objects.length,
      objects.reduce((bytes, { size }) => bytes + size, 0),
    );
  } catch (error) {
    complain(error);
  } finally {
    await refresh();
  }
}

/** What a drop or a file input gives, whichever host this is. */
export function uploadFiles(files: readonly File[], to?: S3Uri): Promise<void> {
  const paths = bridge ? files.map((file) => bridge?.pathOf(file) ?? '').filter(Boolean) : [];
  if (paths.length > 0) return uploadPaths(paths, to);
  return upload(
    files.map((file) => ({ file, name: file.webkitRelativePath || file.name })),
    to,
  );
}

async function sendSlices({ file, name }: Named, to?: S3Uri): Promise<void> {
  const begun = await client.data.beginUpload({ name, size: file.size, modified: file.lastModified, to });
  try {
    await inParallel(slicesOf(file.size, begun.part_size, begun.have), IN_FLIGHT, ({ part, start, end }) =>
      client.data.putPart({ upload: begun.upload, part, bytes: file.slice(start, end) }),
    );
    await client.data.completeUpload({ upload: begun.upload });
  } catch (error) {
    await client.data.abortUpload({ upload: begun.upload }).catch(() => undefined);
    throw error;
  }
}

function said(count: number, bytes: number): void {
  notifications.show({ color: 'brand', title: 'Uploaded', message: `${plural(count, 'file')}, ${formatBytes(bytes)}` });
}

function complain(error: unknown): void {
  const { code, message, advice } = appErrorOf(error, 'uploading');
  if (code === 'interrupted') return;
  notifications.show({ color: 'red.8', title: message, message: advice ?? '', autoClose: 8000 });
}

const refresh = () => queryClient.invalidateQueries({ queryKey: orpc.data.key() });
