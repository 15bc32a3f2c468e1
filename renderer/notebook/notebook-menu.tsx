import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFilePlus, IconNotebook, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { orpc } from '../app/client.ts';
import { queryClient } from '../app/query-client.ts';
import { askFirst } from '../ui/confirm.tsx';

interface Props {
  title: string;
  /** Null: never saved. */
  name: string | null;
  dirty: boolean;
  onRename: () => void;
}

/** The notebook's name, and the ways to the others. */
export function NotebookMenu({ title, name, dirty, onRename }: Props) {
  const [location, navigate] = useLocation();
  const all = useQuery(orpc.notebook.list.queryOptions({ input: {} }));
  const go = (address: string) => {
    if (dirty && name === null) {
      askFirst({
        title: 'Leave this notebook?',
        body: 'It was changed and never saved. What you wrote in it is lost.',
        confirm: 'Leave it',
        onConfirm: () => navigate(address),
      });
    } else navigate(address);
  };
  const remove = useMutation(
    orpc.notebook.remove.mutationOptions({
      onSuccess: () => navigate('/results'),
      onSettled: () => queryClient.invalidateQueries({ queryKey: orpc.notebook.list.key() }),
    }),
  );
  return (
    <Menu width={260} position="bottom-start">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={`Notebook: ${title}`}
        >
          {title}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconFilePlus size={15} aria-hidden />}
          onClick={() => go(location === '/results' ? '/results/latest' : '/results')}
        >
          New notebook
        </Menu.Item>
        <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} disabled={name === null} onClick={onRename}>
          Rename…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTrash size={15} aria-hidden />}
          disabled={name === null}
          onClick={() =>
            name !== null &&
            askFirst({
              title: 'Delete this notebook?',
              body: `${name} is deleted. This cannot be undone.`,
              confirm: 'Delete',
              onConfirm: () => remove.mutate({ name }),
            })
          }
        >
          Delete…
        </Menu.Item>
        {(all.data?.length ?? 0) > 0 && <Menu.Divider />}
        {(all.data?.length ?? 0) > 0 && <Menu.Label>Saved notebooks</Menu.Label>}
        {all.data?.map((info) => (
          <Menu.Item
            key={info.name}
            leftSection={<IconNotebook size={15} aria-hidden />}
            onClick={() => go(`/results/@/${encodeURIComponent(info.name)}`)}
          >
            {info.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
