import { useEffect, useRef, useState } from 'react';
import { appErrorOf } from '#contract/app-error-of';
import type { AppErrorData } from '#contract/app-error';
import { client, orpc } from '../app/client.ts';
import { queryClient } from '../app/query-client.ts';
import type { Notebook } from './use-notebook.ts';

const QUIET_MS = 1500;

/** Saving: by hand under any name, and by itself a moment after the last change once the notebook has a name. */
export function useSaving({ state, dispatch }: Notebook) {
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<AppErrorData | null>(null);
  const { name, document, revision, saved } = state;
  const dirty = revision > saved;

  const save = async (as: string) => {
    setSaving(true);
    try {
      await client.notebook.save({ name: as, document: { ...document, title: as } });
      setError(null);
      dispatch({ type: 'saved', name: as, revision });
      await queryClient.invalidateQueries({ queryKey: orpc.notebook.list.key() });
    } catch (failure) {
      setError(appErrorOf(failure, 'saving the notebook'));
    } finally {
      setSaving(false);
    }
  };

  const later = useRef(save);
  useEffect(() => {
    later.current = save;
  });
  useEffect(() => {
    if (!dirty || name === null) return;
    const timer = setTimeout(() => void later.current(name), QUIET_MS);
    return () => clearTimeout(timer);
  }, [dirty, name, revision]);

  // The browser asks before the page goes while something would be lost.
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);

  const label = saving
    ? 'Saving …'
    : error
      ? 'Not saved'
      : name === null
        ? 'Not saved yet'
        : dirty
          ? 'Unsaved changes'
          : 'Saved';
  return { save, saving, error, label, dirty };
}
