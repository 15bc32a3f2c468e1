import { Button, FileButton } from '@mantine/core';
import { IconRefresh, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ObjectInfo } from '#contract/data';
import { S3Uri } from '#contract/s3-uri';
import { bridge, client } from '../../app/client.ts';
import type { PaneProps } from '../../app/panes.ts';
import { uploadFiles, uploadPaths } from '../../app/upload.ts';
import { useWorkspace } from '../../app/workspace.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Pane } from '../../ui/pane.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { addressOf } from './addresses.ts';
import { Listing } from './listing.tsx';
import { ObjectDrawer } from './object-drawer.tsx';
import { useListing } from './use-listing.ts';

/** The workspace's bucket, folder by folder. */
export default function DataPane({ at }: PaneProps) {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<ObjectInfo | null>(null);
  const home = workspace.data
    ? S3Uri.parse(`s3://${workspace.data.bucket}/${workspace.data.prefix ? `${workspace.data.prefix}/` : ''}`)
    : undefined;
  const prefix = workspace.data && at.length > 0 ? S3Uri.parse(`s3://${workspace.data.bucket}/${at.join('/')}/`) : home;
  const listing = useListing(prefix);
  const target = at.length > 0 ? prefix : undefined;

  return (
    <Pane
      title="Data"
      about={prefix && home && <Breadcrumbs prefix={prefix} home={home} />}
      flush
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            loading={listing.query.isRefetching}
            onClick={() => listing.query.refetch()}
          >
            Refresh
          </Button>
          <UploadButton to={target} />
        </>
      }
    >
      {workspace.isPending || listing.query.isPending ? (
        <div style={{ flex: 1 }}>
          <Loading lines={8} label="Listing" />
        </div>
      ) : listing.query.error ? (
        <div style={{ flex: 1, padding: 20 }}>
          <ErrorNote error={listing.query.error} doing="listing the bucket" onRetry={() => listing.query.refetch()} />
        </div>
      ) : (
        <Listing
          key={prefix}
          rows={listing.rows}
          more={listing.query.hasNextPage}
          loadingMore={listing.query.isFetchingNextPage}
          onMore={() => void listing.query.fetchNextPage()}
          onFolder={(uri) => navigate(addressOf(uri))}
          onObject={setChosen}
        />
      )}
      <ObjectDrawer object={chosen} onClose={() => setChosen(null)} />
    </Pane>
  );
}

/** Desktop: the system's dialog, so that the core reads the files by their paths. Browser: a file input. */
function UploadButton({ to }: { to: S3Uri | undefined }) {
  const icon = <IconUpload size={15} aria-hidden />;
  if (bridge) {
    const choose = async () => {
      const { paths } = await client.dialog.chooseFiles({ title: 'Upload to S3' });
      await uploadPaths(paths ?? [], to);
    };
    return (
      <Button leftSection={icon} onClick={() => void choose()}>
        Upload
      </Button>
    );
  }
  return (
    <FileButton multiple onChange={(files) => void uploadFiles(files, to)}>
      {(props) => (
        <Button {...props} leftSection={icon}>
          Upload
        </Button>
      )}
    </FileButton>
  );
}
