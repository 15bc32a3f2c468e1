import type { Extension } from '@uiw/react-codemirror';

/** Markdown is edited as plain text: its marks are few and what it looks like is one key away. */
export const markdownLanguage: Extension = [];
