import type { LineChart } from '#contract/chart';
import type { z } from 'zod';
import type { ChartKind } from './chart-kind.ts';
import { coloured, measure, nameAxis, readable, scaled, tooltip } from './encoding.ts';

/** A line over an ordered x, with its band where the interval's columns are named. */
export const line: ChartKind<z.infer<typeof LineChart>> = {
  roles: ({ x, y, lower, upper, color, facet }) => ({ x, y, lower, upper, color, facet }),
  layers(spec, data) {
    const title = spec.y_title ?? readable(spec.y);
    const base = {
      x: scaled('x', data, spec.x_title ?? readable(spec.x), {
        axis: measure(data.columns.x?.type ?? '') === 'nominal' ? nameAxis(data, spec.width) : { labelAngle: 0 },
      }),
      ...coloured(data),
    };
    const y = (field: string) => ({ field, type: 'quantitative', title, scale: { zero: false } });
    const stroke = {
      mark: { type: 'line', strokeWidth: 2, point: { size: 26, filled: true } },
      encoding: { ...base, y: y('y'), ...tooltip(data) },
    };
    if (!data.columns.lower || !data.columns.upper) return [stroke];
    return [
      { mark: { type: 'area', opacity: 0.2 }, encoding: { ...base, y: y('lower'), y2: { field: 'upper' } } },
      stroke,
    ];
  },
};
