import type { BarChart } from '#contract/chart';
import type { z } from 'zod';
import type { ChartKind, JsonObject } from './chart-kind.ts';
import { coloured, nameAxis, named, readable, tooltip } from './encoding.ts';

/** A bar a name; colours side by side, or on one another with `stack`. */
export const bar: ChartKind<z.infer<typeof BarChart>> = {
  roles: ({ x, y, color, facet }) => ({ x, y, color, facet }),
  layers(spec, data) {
    const beside: JsonObject =
      data.columns.color && !spec.stack && spec.color !== spec.x ? { xOffset: named('color', data, null) } : {};
    const encoding = {
      x: named('x', data, spec.x_title ?? readable(spec.x), {
        axis: nameAxis(data, spec.width),
      }),
      ...beside,
      y: {
        field: 'y',
        type: 'quantitative',
        title: spec.y_title ?? readable(spec.y),
        stack: spec.stack ? 'zero' : null,
      },
      ...coloured(data),
      ...tooltip(data),
    };
    return [{ mark: { type: 'bar' }, encoding }];
  },
};
