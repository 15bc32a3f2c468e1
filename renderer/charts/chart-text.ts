import { isMap, LineCounter, parseDocument } from 'yaml';
import { ChartSpec } from '#contract/chart';

export type ReadChart =
  { chart: ChartSpec; problem: null } | { chart: null; problem: { message: string; position?: number } };

/** A chart cell's YAML as a chart, or what is wrong with it in one sentence and where. Pure. */
export function readChart(text: string): ReadChart {
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false });
  const [error] = document.errors;
  if (error) return { chart: null, problem: { message: `This is not YAML: ${error.message}`, position: error.pos[0] } };
  const value: unknown = document.toJS();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      chart: null,
      problem: { message: 'A chart is described by lines like "type: bar" and "source: query_1".' },
    };
  }
  // An empty "x:" is a field not filled in yet.
  const given = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null && field !== ''));
  const parsed = ChartSpec.safeParse(given);
  if (parsed.success) return { chart: parsed.data, problem: null };
  const issue = parsed.error.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  const position = field && isMap(document.contents) ? positionOf(document.contents.get(field, true)) : undefined;
  const message =
    !(field in given) && field
      ? `A ${String(given['type'] ?? '')} chart needs “${field}”.`.replace('A  chart', 'A chart')
      : `“${field}”: ${issue?.message ?? 'not understood'}`;
  return { chart: null, problem: { message, ...(position === undefined ? {} : { position }) } };
}

function positionOf(node: unknown): number | undefined {
  const range: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, 'range') : undefined;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

/** The text with one field set, or taken out where `value` is null; comments and the order of lines stay. Pure. */
export function setField(text: string, field: string, value: string | number | boolean | null): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  if (!isMap(document.contents)) document.contents = document.createNode({}) as unknown as typeof document.contents;
  if (value === null) document.delete(field);
  else document.set(field, value);
  return document.toString({ lineWidth: 0 });
}

/** The fields as written, as strings, for a form; empty where the text is not YAML. Pure. */
export function fieldsOf(text: string): Record<string, string> {
  const document = parseDocument(text);
  const value: unknown = document.errors.length > 0 ? null : document.toJS();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) =>
      field === null || typeof field === 'object' ? [] : [[key, String(field)]],
    ),
  );
}
