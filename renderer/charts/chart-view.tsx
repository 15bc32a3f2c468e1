import { useDebouncedValue, useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import type { ChartDrawing } from '#contract/results';
import { ErrorNote } from '../ui/error-note.tsx';
import { fitWidth } from './fit-width.ts';
import classes from './charts.module.css';

/** A drawing from `results.draw`, on the page. The drawing code comes with the first chart. */
export function ChartView({ drawing, label }: { drawing: z.infer<typeof ChartDrawing>; label: string }) {
  const { ref, width } = useElementSize();
  const [room] = useDebouncedValue(Math.floor(width), 120);
  const place = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (room === 0) return;
    let gone = false;
    let remove = () => {};
    const show = async () => {
      try {
        const { draw } = await import('./draw.ts');
        if (gone || !place.current) return;
        remove = await draw(place.current, fitWidth(drawing.vega_lite, room), drawing.rows, label);
        if (gone) remove();
        setFailure(null);
      } catch (error) {
        if (!gone) setFailure(error);
      }
    };
    void show();
    return () => {
      gone = true;
      remove();
    };
  }, [drawing, label, room]);
  return (
    <div ref={ref} className={classes.view}>
      {failure !== null && <ErrorNote error={failure} doing="drawing the chart" />}
      <div ref={place} className={classes.place} role="figure" aria-label={label} tabIndex={0} />
    </div>
  );
}
