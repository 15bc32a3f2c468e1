import type { ScatterChart } from '#contract/chart';
import type { z } from 'zod';
import type { ChartKind } from './chart-kind.ts';
import { coloured, readable, scaled, tooltip } from './encoding.ts';

/** A point a row. */
export const scatter: ChartKind<z.infer<typeof ScatterChart>> = {
  roles: ({ x, y, color, facet }) => ({ x, y, color, facet }),
  layers: (spec, data) => [
    {
      mark: { type: 'point', filled: true, size: 36, opacity: 0.7 },
      encoding: {
        x: scaled('x', data, spec.x_title ?? readable(spec.x), { axis: { labelAngle: 0 }, scale: { zero: false } }),
        y: scaled('y', data, spec.y_title ?? readable(spec.y), { scale: { zero: false } }),
        ...coloured(data),
        ...tooltip(data),
      },
    },
  ],
};
