import { Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { S3Uri } from '#contract/s3-uri';
import { bridge } from './client.ts';
import { filesOf } from './dropped.ts';
import { parseAddress } from './panes.ts';
import { upload, uploadFiles } from './upload.ts';
import { useWorkspace } from './workspace.ts';
import classes from './file-drop.module.css';

/** Files dropped anywhere on the window go to the folder that the Data pane shows, else to the workspace's artifacts. */
export function FileDrop() {
  const [over, setOver] = useState(false);
  const [location] = useLocation();
  const workspace = useWorkspace();
  const { pane, at } = parseAddress(location);
  const shown =
    pane === 'data' && at.length > 0 && workspace.data
      ? S3Uri.safeParse(`s3://${workspace.data.bucket}/${at.join('/')}/`).data
      : undefined;

  useEffect(() => {
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (bridge) void uploadFiles([...event.dataTransfer.files], shown);
      else void filesOf(event.dataTransfer).then((files) => upload(files, shown));
    };
    const handlers = { dragenter: enter, dragleave: leave, dragover: hover, drop } as const;
    for (const [name, handler] of Object.entries(handlers))
      window.addEventListener(name as keyof typeof handlers, handler);
    return () => {
      for (const [name, handler] of Object.entries(handlers))
        window.removeEventListener(name as keyof typeof handlers, handler);
    };
  }, [shown]);

  if (!over) return null;
  return (
    <div className={classes.overlay}>
      <div className={classes.target}>
        <IconUpload size={30} aria-hidden />
        <Text fw={600} size="lg">
          Drop to upload
        </Text>
        <Text c="dimmed">{shown ?? 'to the workspace’s artifacts'}</Text>
      </div>
    </div>
  );
}
