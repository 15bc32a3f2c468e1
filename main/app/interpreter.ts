import type { EnvironmentSpec, Python } from '../adapters/python/port.ts';
import type { Activities } from '../services/activities.ts';

/** A generation's interpreter; an environment that is not there yet is made, as an activity of its own. */
export async function interpreter(
  spec: EnvironmentSpec,
  { python, activities }: { python: Python; activities: Activities },
): Promise<string> {
  const ready = await python.ready(spec);
  if (ready) return ready;
  return activities.run({ kind: 'python', title: 'Installing Python packages for simulations' }, ({ signal, report }) =>
    python.ensure(spec, { signal, onProgress: report }),
  );
}
