import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { markdownLanguage } from './markdown-language.ts';
import { IconCheck, IconPencil } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { client } from '../app/client.ts';
import { CodeEditor } from '../ui/code-editor.tsx';
import type { CellProps } from './cell-frame.tsx';
import classes from './notebook.module.css';

const plugins = [remarkGfm];

/** Links open in the browser, https only. Images are named, not fetched: a notebook from elsewhere must not call home. */
const components: Components = {
  a: ({ href = '', children }) =>
    href.startsWith('https://') ? (
      <a
        href={href}
        rel="noreferrer"
        onClick={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void client.app.openExternal({ url: href });
        }}
      >
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt }) => <em>{alt ? `[image: ${alt}]` : '[image]'}</em>,
};

/** Text: shown as it reads, edited as Markdown. */
export function MarkdownCell({ cell, notebook }: CellProps<'markdown'>) {
  const [editing, setEditing] = useState(cell.source === '');
  const leave = useCallback(() => setEditing(false), []);
  if (editing) {
    return (
      <div className={classes.editing}>
        <CodeEditor
          label="Text"
          language={markdownLanguage}
          value={cell.source}
          onChange={(source) => notebook.dispatch({ type: 'edited', id: cell.id, source })}
          onSubmit={leave}
          onLeave={leave}
          placeholder="Write in Markdown; Ctrl+Enter when done"
          autoFocus
          wrap
        />
        <Tooltip label="Done (Ctrl Enter)">
          <ActionIcon className={classes.editToggle} onClick={leave} aria-label="Done editing text">
            <IconCheck size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    );
  }
  return (
    // Clicking the text is a short cut for the mouse; the button beside it is the way for everyone else.
    <div className={classes.markdown} onClick={() => setEditing(true)}>
      {cell.source.trim() ? (
        <Markdown remarkPlugins={plugins} components={components}>
          {cell.source}
        </Markdown>
      ) : (
        <Text c="dimmed">Empty text</Text>
      )}
      <Tooltip label="Edit (Enter)">
        <ActionIcon
          data-edit
          className={classes.editToggle}
          aria-label="Edit text"
          onClick={(event) => {
            event.stopPropagation();
            setEditing(true);
          }}
        >
          <IconPencil size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
