import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import type { JsonObject } from '#main/domain/charts/chart-kind';
import type { Provenance } from '#main/domain/provenance';

/** Pixels of a PNG for one of the chart: sharp in print and on dense displays. */
const SCALE = 2;

/** The chart as SVG with its provenance as `<metadata>` (JSON). The libraries are big and load at the first export. */
export async function renderSvg(vegaLite: JsonObject, provenance: Provenance): Promise<string> {
  const [{ View, parse }, { expressionInterpreter }] = await Promise.all([import('vega'), import('vega-interpreter')]);
  const runtime = parse(await compile(vegaLite), undefined, { ast: true });
  const view = new View(runtime, { renderer: 'none', expr: expressionInterpreter, logLevel: 0 });
  try {
    const svg = await view.toSVG();
    return svg.replace(/^(<svg[^>]*>)/, (tag) => `${tag}<metadata>${escapeXml(JSON.stringify(provenance))}</metadata>`);
  } finally {
    view.finalize();
  }
}

/** The chart as PNG, twice the chart's size, with the fonts of this computer. */
export async function renderPng(vegaLite: JsonObject, provenance: Provenance): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(await renderSvg(vegaLite, provenance), {
    fitTo: { mode: 'zoom', value: SCALE },
    background: '#ffffff',
    font: { loadSystemFonts: true, sansSerifFamily: 'Liberation Sans' },
  });
  return image.asPng();
}

/** A page that draws the chart anywhere, without a network: library, data and provenance are in it; its own rule forbids requests. */
export async function renderHtml(vegaLite: JsonObject, provenance: Provenance): Promise<string> {
  const library = await readFile(join(dirname(createRequire(import.meta.url).resolve('vega')), 'vega.min.js'), 'utf8');
  const title = typeof vegaLite.title === 'string' ? vegaLite.title : 'Chart';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(title)}</title>
<style>body { margin: 24px; font-family: system-ui, sans-serif; } details { margin-top: 16px; color: #555; font-size: 13px; } pre { white-space: pre-wrap; }</style>
<div id="chart"></div>
<details><summary>Where this comes from</summary><pre id="source"></pre></details>
<script type="application/json" id="provenance">${inScript(JSON.stringify(provenance))}</script>
<script type="application/json" id="specification">${inScript(JSON.stringify(await compile(vegaLite)))}</script>
<script>${library.replaceAll('</script', '<\\/script')}</script>
<script>
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const { sql, ...origin } = read('provenance');
  document.getElementById('source').textContent = Object.entries(origin).map(([key, value]) => key + ': ' + value).join('\\n') + '\\n\\n' + sql;
  new vega.View(vega.parse(read('specification')), { renderer: 'svg', container: '#chart', hover: true }).runAsync();
</script>
</html>
`;
}

async function compile(vegaLite: JsonObject): Promise<Spec> {
  const { compile: toVega } = await import('vega-lite');
  const quiet = () => logger;
  const logger = { level: quiet, error: quiet, warn: quiet, info: quiet, debug: quiet };
  return toVega(vegaLite as unknown as TopLevelSpec, { logger: logger as never }).spec;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** JSON that no parser of HTML can end early. */
function inScript(json: string): string {
  return json.replaceAll('<', '\\u003c');
}
