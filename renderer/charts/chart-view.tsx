import { useEffect, useRef, useState } from 'react';
import type { ChartDrawing } from '#contract/results';
import { ErrorNote } from '../ui/error-note.tsx';
import type { z } from 'zod';
import classes from './charts.module.css';

/** A drawing from `results.draw`, on the page. The drawing code comes with the first chart. */
export function ChartView({ drawing, label }: { drawing: z.infer<typeof ChartDrawing>; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    let gone = false;
    let remove = () => {};
    const show = async () => {
      try {
        const { draw } = await import('./draw.ts');
        if (gone || !place.current) return;
        place.current.replaceChildren();
        remove = await draw(place.current, drawing.vega_lite, drawing.rows, label);
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
  }, [drawing, label]);
  return (
    <>
      {failure !== null && <ErrorNote error={failure} doing="drawing the chart" />}
      <div ref={place} className={classes.place} role="figure" aria-label={label} />
    </>
  );
}
