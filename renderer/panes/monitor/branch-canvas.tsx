import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, type PointerEvent } from 'react';
import type { TaskRow } from '#contract/run';
import { cellSize, type BranchMap } from './map-layout.ts';
import { STATES } from './states.ts';
import { countStates } from './count-states.ts';

interface Props {
  map: BranchMap;
  /** Pixels there are. */
  width: number;
  onHover: (task: TaskRow | null) => void;
  onTask: (task: TaskRow) => void;
}

/** One branch, drawn. */
export function BranchCanvas({ map, width, onHover, onTask }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const size = cellSize(width, map.seeds.length, map.draws.length);
  const wide = size * map.seeds.length;
  const high = size * map.draws.length;

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context) return;
    const scale = window.devicePixelRatio || 1;
    canvas.current.width = wide * scale;
    canvas.current.height = high * scale;
    context.scale(scale, scale);
    const style = getComputedStyle(document.documentElement);
    const colours = new Map(STATES.map(({ state }) => [state, style.getPropertyValue(`--state-${state}`).trim()]));
    const gap = size > 5 ? 1.5 : size > 3 ? 1 : 0.5;
    map.cells.forEach((row, y) =>
      row.forEach((task, x) => {
        if (!task) return;
        context.fillStyle = colours.get(task.state) ?? '#888';
        context.beginPath();
        context.roundRect(x * size, y * size, size - gap, size - gap, size > 8 ? 2.5 : 0);
        context.fill();
      }),
    );
  }, [map, size, wide, high, scheme]);

  const taskAt = (event: PointerEvent | React.MouseEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return null;
    return (
      map.cells[Math.floor((event.clientY - box.top) / size)]?.[Math.floor((event.clientX - box.left) / size)] ?? null
    );
  };
  const counts = countStates(map.cells.flat().filter((task) => task !== undefined));
  const said = STATES.filter(({ state }) => counts[state] > 0).map(
    ({ state, label }) => `${counts[state]} ${label.toLowerCase()}`,
  );

  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={`${map.label}: ${map.draws.length} draws by ${map.seeds.length} seeds, ${said.join(', ')}`}
      style={{ width: wide, height: high, display: 'block', cursor: 'pointer' }}
      onPointerMove={(event) => onHover(taskAt(event))}
      onPointerLeave={() => onHover(null)}
      onClick={(event) => {
        const task = taskAt(event);
        if (task) onTask(task);
      }}
    />
  );
}
