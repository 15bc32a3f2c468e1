import { Button, FileButton, Tabs } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { appErrorOf } from '#contract/app-error-of';
import { CodeEditor } from '../../ui/code-editor.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import type { Draft } from './draft.ts';
import classes from './run-pane.module.css';

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
  planError: unknown;
}

const TEXTS = [
  { key: 'branches', title: 'Branches', file: 'branches.yaml' },
  { key: 'specification', title: 'Specification', file: 'model_specification.yaml' },
] as const;

/** The two texts a run is made of, as psimulate reads them. */
export function ModelEditors({ draft, onChange, planError }: Props) {
  const change = (key: 'branches' | 'specification', text: string) =>
    onChange({ ...draft, model: { ...draft.model, [key]: text } });
  const failure = planError ? appErrorOf(planError, 'planning the run') : null;
  const mistake =
    failure?.position === undefined ? undefined : { position: failure.position, message: failure.message };
  return (
    <Tabs defaultValue="branches" className={classes.tabs}>
      <Tabs.List className={classes.tabList} aria-label="Texts of the run">
        {TEXTS.map(({ key, title, file }) => (
          <Tabs.Tab key={key} value={key} title={file}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TEXTS.map(({ key, title, file }) => (
        <Tabs.Panel key={key} value={key} className={classes.panel} pos="relative">
          <FileButton
            accept=".yaml,.yml,text/yaml"
            onChange={(chosen) => void chosen?.text().then((text) => change(key, text))}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                size="compact-sm"
                leftSection={<IconFolderOpen size={14} aria-hidden />}
                style={{ position: 'absolute', right: 14, top: 8, zIndex: 2 }}
              >
                Open {file}
              </Button>
            )}
          </FileButton>
          <CodeEditor
            label={title}
            value={draft.model[key]}
            onChange={(text) => change(key, text)}
            lineNumbers
            minHeight="100%"
            mistake={key === 'branches' ? mistake : undefined}
          />
        </Tabs.Panel>
      ))}
      {planError !== null && planError !== undefined && (
        <div className={classes.mistake}>
          <ErrorNote error={planError} doing="planning the run" />
        </div>
      )}
    </Tabs>
  );
}
