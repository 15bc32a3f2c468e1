import type { JsonObject } from './chart-kind.ts';

/** Okabe & Ito's eight colours, told apart with every common colour vision: https://jfly.uni-koeln.de/color/ */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#8C6D31', '#666666'];
const COLOURS_ON_DARK = ['#56B4E9', '#E69F00', '#2FC49B', '#E39AC4', '#F0E442', '#FF7F4D', '#C9A66B', '#BBBBBB'];
const FONT = 'Inter, "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", sans-serif';

/** Vega-Lite's `config`: sizes for print, thin horizontal grid lines, no frame; colours for a light or dark ground. */
export function theme(dark: boolean): JsonObject {
  const text = dark ? '#e6e6e6' : '#222222';
  const quiet = dark ? '#b0b0b0' : '#555555';
  const first = (dark ? COLOURS_ON_DARK : COLOURS)[0] ?? text;
  const lines = dark ? '#3a3f45' : '#e3e3e3';
  return {
    background: dark ? 'transparent' : '#ffffff',
    font: FONT,
    padding: 12,
    view: { stroke: null },
    range: { category: dark ? COLOURS_ON_DARK : COLOURS },
    mark: { color: first },
    rule: { color: first },
    style: { 'interval-on-bar': { color: text } },
    title: { color: text, fontSize: 16, fontWeight: 600, anchor: 'start', offset: 14 },
    axis: {
      labelColor: quiet, titleColor: text, labelFontSize: 12, titleFontSize: 13, titleFontWeight: 500, titlePadding: 10,
      domainColor: quiet, tickColor: quiet, gridColor: lines, labelPadding: 4,
    }, // prettier-ignore
    axisX: { grid: false },
    axisQuantitative: { format: ',.6~g', tickCount: 6 },
    axisY: { domain: false, ticks: false },
    header: { labelColor: text, labelFontSize: 13, labelFontWeight: 500, title: null },
    legend: {
      labelColor: text,
      titleColor: text,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      labelLimit: 260,
    },
  };
}
