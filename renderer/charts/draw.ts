import { expressionInterpreter } from 'vega-interpreter';
import { parse, View, type Loader } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

const refuse = () => Promise.reject(new Error('Charts load nothing from elsewhere.'));
/** Charts carry their data; whatever asks for more gets nothing. */
const noLoader: Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

/** Above this many rows a canvas is quicker than an SVG. */
const SVG_ROWS = 3000;

/**
 * Draws a Vega-Lite specification that carries its data into `place`, in one step, so that nothing flickers. Expressions are
 * interpreted, not compiled, since the page's content security policy forbids `eval`. Returns what ends the drawing.
 */
export async function draw(
  place: HTMLElement,
  vegaLite: Record<string, unknown>,
  rows: number,
  label: string,
): Promise<() => void> {
  const { spec } = compile({ ...vegaLite, background: 'transparent' } as unknown as TopLevelSpec);
  const runtime = parse(spec, undefined, { ast: true });
  const canvas = document.createElement('div');
  const view = new View(runtime, {
    expr: expressionInterpreter,
    loader: noLoader,
    renderer: rows > SVG_ROWS ? 'canvas' : 'svg',
    container: canvas,
    hover: true,
  });
  view.description(label);
  await view.runAsync();
  place.replaceChildren(canvas);
  return () => view.finalize();
}
