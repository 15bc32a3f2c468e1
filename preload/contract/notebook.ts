import { oc } from '@orpc/contract';
import { z } from 'zod';
import { RunReference } from './run.ts';
import { InWorkspace } from './workspace.ts';

/** A cell. `source` is Markdown, SQL or a chart's YAML; an SQL cell's `name` is what later cells call its result. */
export const Cell = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('markdown'), id: z.string(), source: z.string() }),
  z.object({ kind: z.literal('sql'), id: z.string(), name: z.string(), source: z.string() }),
  z.object({ kind: z.literal('chart'), id: z.string(), source: z.string() }),
]);
export type Cell = z.infer<typeof Cell>;

/** A notebook; stored as plain Markdown with fenced cells: see main/domain/notebook-document. */
export const NotebookDocument = z.object({ title: z.string(), run: RunReference, cells: z.array(Cell) });
export type NotebookDocument = z.infer<typeof NotebookDocument>;

export const NotebookName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u, 'Letters, digits, spaces, dots, dashes; at most 100');
export const NotebookInfo = z.object({ name: NotebookName, modified: z.iso.datetime() });
const Named = InWorkspace.extend({ name: NotebookName });

export const notebook = {
  list: oc.input(InWorkspace).output(z.array(NotebookInfo)),
  /** What a new notebook begins with: a template by its name; `deaths-averted` suits every vivarium run. */
  template: oc
    .input(z.object({ template: z.string().default('deaths-averted'), run: RunReference }))
    .output(NotebookDocument),
  open: oc.input(Named).output(NotebookDocument),
  save: oc.input(Named.extend({ document: NotebookDocument })).output(NotebookInfo),
  remove: oc.input(Named).output(z.object({ removed: z.boolean() })),
};
