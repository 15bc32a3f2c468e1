import type { IntervalChart } from '#contract/chart';
import type { z } from 'zod';
import type { ChartKind, JsonObject } from './chart-kind.ts';
import { coloured, nameAxis, named, readable, tooltip } from './encoding.ts';

/** A group's estimate with its interval; groups of one x stand side by side by colour. */
export const interval: ChartKind<z.infer<typeof IntervalChart>> = {
  roles: ({ x, y, lower, upper, color, facet }) => ({ x, y, lower, upper, color, facet }),
  layers(spec, data) {
    const beside: JsonObject =
      data.columns.color && spec.color !== spec.x ? { xOffset: named('color', data, null) } : {};
    const place: JsonObject = {
      x: named('x', data, spec.x_title ?? readable(spec.x), { axis: nameAxis(data, spec.width) }),
      ...beside,
      ...tooltip(data),
    };
    const encoding: JsonObject = { ...place, ...coloured(data) };
    const scale = { zero: true, nice: true }; // an interval is read against nothing at all: is zero inside?
    const y = { field: 'y', type: 'quantitative', title: spec.y_title ?? readable(spec.y), scale };
    const range = { y: { field: 'lower', type: 'quantitative', title: y.title, scale }, y2: { field: 'upper' } };
    const mark: JsonObject =
      spec.mark === 'bar' ? { type: 'bar', opacity: 0.75 } : { type: 'point', filled: true, size: 70 };
    const rule = { mark: { type: 'rule', strokeWidth: 1.8 }, encoding: { ...encoding, ...range } };
    const estimate = { mark, encoding: { ...encoding, y } };
    if (spec.mark === 'point') return [rule, estimate];
    // On a bar of its own colour the interval would not be seen.
    return [
      estimate,
      { mark: { type: 'rule', strokeWidth: 1.6, style: 'interval-on-bar' }, encoding: { ...place, ...range } },
    ];
  },
};
