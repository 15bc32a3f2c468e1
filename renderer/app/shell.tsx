import { useHotkeys } from '@mantine/hooks';
import { Activity as Kept, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { Loading } from '../ui/loading.tsx';
import { ActivityTray } from './activity-tray.tsx';
import { Commands } from './commands.tsx';
import { FileDrop } from './file-drop.tsx';
import { Navigation } from './navigation.tsx';
import { PaneBoundary } from './pane-boundary.tsx';
import { PANES, parseAddress } from './panes.ts';
import { useWorkspace } from './workspace.ts';
import classes from './shell.module.css';

/** The whole window; begun anew for another workspace, whose runs and files are others. */
export function Shell() {
  const workspace = useWorkspace();
  return <ShellOfWorkspace key={workspace.data?.name ?? ''} />;
}

/** Navigation, the panes and the status line. A pane once visited is kept as it was left, with its address. */
function ShellOfWorkspace() {
  const [location, navigate] = useLocation();
  const { pane } = parseAddress(location);
  const [addresses, setAddresses] = useState<Record<string, string>>({});
  if (addresses[pane] !== location) setAddresses({ ...addresses, [pane]: location });
  const addressOf = (id: string) => addresses[id] ?? `/${id}`;

  useHotkeys(
    PANES.map(({ id }, index) => [`mod+${index + 1}`, () => navigate(addressOf(id))]),
    [],
    true,
  );

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main" onClick={skipToMain}>
        Skip to the pane
      </a>
      <Navigation pane={pane} addressOf={addressOf} />
      <main id="main" tabIndex={-1} className={classes.main}>
        {PANES.filter(({ id }) => id === pane || addresses[id] !== undefined).map(({ id, title, Component }) => (
          <Kept key={id} mode={id === pane ? 'visible' : 'hidden'} name={title}>
            <PaneBoundary title={title}>
              <Suspense fallback={<Loading />}>
                <Component at={parseAddress(addressOf(id)).at} shown={id === pane} />
              </Suspense>
            </PaneBoundary>
          </Kept>
        ))}
      </main>
      <ActivityTray />
      <Commands />
      <FileDrop />
    </div>
  );
}

/** The address bar's hash is the router's, so the skip link moves the focus by hand. */
function skipToMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
