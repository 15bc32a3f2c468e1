import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconDeviceDesktop,
  IconFlask,
  IconMoon,
  IconNotebook,
  IconPlayerStop,
  IconReportAnalytics,
  IconSearch,
  IconSun,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { orpc } from './client.ts';
import { PANES } from './panes.ts';
import { useSandboxActions } from './sandbox-actions.ts';

/** Everything by name: panes, runs, notebooks, actions (Ctrl+K). */
export function Commands() {
  const [, navigate] = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const sandbox = useSandboxActions();
  // Asked only once the palette is used: listing starts the sandbox where it does not run.
  const [used, setUsed] = useState(false);
  const lazily = { enabled: used, staleTime: 15_000, retry: false };
  const runs = useQuery(orpc.run.list.queryOptions({ input: {}, ...lazily }));
  const notebooks = useQuery(orpc.notebook.list.queryOptions({ input: {}, ...lazily }));
  const clear = useMutation(orpc.activity.clear.mutationOptions());

  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Go to',
      actions: PANES.map(({ id, title, icon: Icon }) => ({
        id: `go-${id}`,
        label: title,
        leftSection: <Icon size={18} aria-hidden />,
        onClick: () => navigate(`/${id}`),
      })),
    },
    {
      group: 'Actions',
      actions: [
        {
          id: 'start-sandbox',
          label: 'Start sandbox',
          leftSection: <IconFlask size={18} aria-hidden />,
          onClick: () => sandbox.start.mutate({}),
        },
        {
          id: 'stop-sandbox',
          label: 'Stop sandbox',
          leftSection: <IconPlayerStop size={18} aria-hidden />,
          onClick: () => sandbox.stop.mutate({}),
        },
        {
          id: 'clear',
          label: 'Clear ended activities',
          leftSection: <IconSearch size={18} aria-hidden />,
          onClick: () => clear.mutate({}),
        },
        {
          id: 'light',
          label: 'Theme: light',
          leftSection: <IconSun size={18} aria-hidden />,
          onClick: () => setColorScheme('light'),
        },
        {
          id: 'dark',
          label: 'Theme: dark',
          leftSection: <IconMoon size={18} aria-hidden />,
          onClick: () => setColorScheme('dark'),
        },
        {
          id: 'auto',
          label: 'Theme: as the system',
          leftSection: <IconDeviceDesktop size={18} aria-hidden />,
          onClick: () => setColorScheme('auto'),
        },
      ],
    },
    {
      group: 'Runs',
      actions: (runs.data ?? []).slice(0, 50).flatMap(({ id }) => [
        {
          id: `monitor-${id}`,
          label: `Monitor ${id}`,
          leftSection: <IconSearch size={18} aria-hidden />,
          onClick: () => navigate(`/monitor/${id}`),
        },
        {
          id: `results-${id}`,
          label: `Results of ${id}`,
          leftSection: <IconReportAnalytics size={18} aria-hidden />,
          onClick: () => navigate(`/results/${id}`),
        },
      ]),
    },
    {
      group: 'Notebooks',
      actions: (notebooks.data ?? []).map(({ name }) => ({
        id: `notebook-${name}`,
        label: name,
        leftSection: <IconNotebook size={18} aria-hidden />,
        onClick: () => navigate(`/results/@/${encodeURIComponent(name)}`),
      })),
    },
  ];

  return (
    <Spotlight
      actions={groups}
      onSpotlightOpen={() => setUsed(true)}
      attributes={{ content: { 'aria-label': 'Commands' } }}
      overlayProps={{ backgroundOpacity: 0.35, blur: 2 }}
      shortcut={['mod + K', 'mod + P']}
      tagsToIgnore={[]}
      triggerOnContentEditable
      highlightQuery
      scrollable
      maxHeight={420}
      nothingFound="Nothing by that name"
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: 'Go to, start, open …',
        'aria-label': 'Search commands',
      }}
    />
  );
}
