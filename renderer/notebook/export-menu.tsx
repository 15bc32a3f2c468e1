import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { appErrorOf } from '#contract/app-error-of';
import type { ChartSpec } from '#contract/chart';
import type { ExportFormat } from '#contract/results';
import { formatBytes } from '../ui/format.ts';
import { exportCell } from './export-cell.ts';

interface Props {
  session: string;
  /** The SQL cell whose result, or a chart of whose result, is exported. */
  name: string;
  chart?: ChartSpec;
  formats: readonly ExportFormat[];
  label: string;
}

const TITLES: Record<ExportFormat, string> = {
  png: 'PNG picture',
  svg: 'SVG drawing',
  html: 'HTML page',
  csv: 'CSV table',
  parquet: 'Parquet table',
};

/** Writes a result or chart to a file, in the format chosen. */
export function ExportMenu({ session, name, chart, formats, label }: Props) {
  const write = useMutation({
    networkMode: 'always',
    mutationFn: (format: ExportFormat) => exportCell({ session, name, chart, format }),
    onSuccess: (written) => {
      if (written)
        notifications.show({
          color: 'brand',
          title: 'Exported',
          message: `${written.where}, ${formatBytes(written.bytes)}`,
        });
    },
    onError: (error) => {
      const { message, advice } = appErrorOf(error, 'exporting');
      notifications.show({ color: 'red.8', title: message, message: advice ?? '', autoClose: 8000 });
    },
  });
  return (
    <Menu width={170}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-dimmed)"
          size="compact-sm"
          leftSection={<IconDownload size={14} aria-hidden />}
          loading={write.isPending}
          aria-label={label}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => write.mutate(format)}>
            {TITLES[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
