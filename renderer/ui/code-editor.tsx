import { closeCompletion } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { linter } from '@codemirror/lint';
import CodeMirror, { EditorView, keymap, Prec, type Extension } from '@uiw/react-codemirror';
import { useMemo } from 'react';
import { codeTheme } from './code-theme.ts';
import { errorRange } from './error-range.ts';
import classes from './code-editor.module.css';

interface Props {
  /** The editor's accessible name. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The language's extension; YAML where absent. Keep it stable between renders. */
  language?: Extension;
  mistake?: { position: number; message: string } | undefined;
  /** Ctrl+Enter, Cmd+Enter and Shift+Enter. */
  onSubmit?: () => void;
  /** Escape. */
  onLeave?: () => void;
  lineNumbers?: boolean;
  placeholder?: string;
  minHeight?: string;
  height?: string;
  autoFocus?: boolean;
  wrap?: boolean;
}

const yamlLanguage = yaml();

/** A text editor for SQL, YAML and Markdown. Tab leaves it, so that the keyboard is never caught; Ctrl+] indents. */
export function CodeEditor({
  label,
  value,
  onChange,
  language = yamlLanguage,
  mistake,
  onSubmit,
  onLeave,
  lineNumbers = false,
  wrap = false,
  ...rest
}: Props) {
  const { placeholder, minHeight, height, autoFocus = false } = rest;
  const position = mistake?.position;
  const message = mistake?.message ?? '';

  const extensions = useMemo(() => {
    const run = (view: EditorView) => {
      closeCompletion(view);
      onSubmit?.();
      return onSubmit !== undefined;
    };
    const leave = () => {
      onLeave?.();
      return onLeave !== undefined;
    };
    return [
      language,
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
      Prec.highest(
        keymap.of([
          { key: 'Mod-Enter', run },
          { key: 'Shift-Enter', run },
        ]),
      ),
      keymap.of([{ key: 'Escape', run: leave }]),
      wrap ? EditorView.lineWrapping : [],
      position === undefined
        ? []
        : linter((view) => [{ ...errorRange(view.state.doc.toString(), position), severity: 'error', message }], {
            delay: 0,
          }),
    ];
  }, [language, label, onSubmit, onLeave, wrap, position, message]);

  return (
    <CodeMirror
      className={classes.editor}
      value={value}
      onChange={onChange}
      theme={codeTheme}
      extensions={extensions}
      indentWithTab={false}
      autoFocus={autoFocus}
      placeholder={placeholder}
      minHeight={minHeight}
      height={height}
      basicSetup={{
        lineNumbers,
        foldGutter: false,
        highlightActiveLineGutter: false,
        searchKeymap: true,
        syntaxHighlighting: false,
      }}
    />
  );
}
