import { Table, Text } from '@mantine/core';
import { flatBranch } from '../../ui/branch.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount, plural } from '../../ui/format.ts';
import { Loading } from '../../ui/loading.tsx';
import type { Plan } from './use-plan.ts';
import classes from './run-pane.module.css';

const SHOWN = 50;

/** The plan's size as a sum, and its first tasks in psimulate's order. */
export function PlanCard({ plan }: { plan: Plan }) {
  const { data, error } = plan;
  return (
    <Card title="Plan" flush>
      {!data && !error && <Loading lines={3} label="Planning" />}
      {!data && error !== null && (
        <Text c="dimmed" className={classes.pad}>
          There is no plan until the branches can be read.
        </Text>
      )}
      {data && (
        <div className={error ? classes.stale : undefined}>
          <p className={classes.sum} style={{ margin: 0 }} aria-label="Size of the plan" role="group">
            <Factor count={data.counts.draws} one="draw" />
            <span aria-hidden>×</span>
            <Factor count={data.counts.seeds} one="seed" />
            <span aria-hidden>×</span>
            <Factor count={data.counts.branches} one="branch" many="branches" />
            <span aria-hidden>=</span>
            <Factor count={data.counts.tasks} one="task" total />
          </p>
          <FirstTasks plan={data} />
        </div>
      )}
    </Card>
  );
}

function Factor({
  count,
  one,
  many = `${one}s`,
  total = false,
}: {
  count: number;
  one: string;
  many?: string;
  total?: boolean;
}) {
  return (
    <span className={`${classes.factor} ${total ? classes.total : ''}`}>
      <strong>{formatCount(count)}</strong> {count === 1 ? one : many}
    </span>
  );
}

function FirstTasks({ plan }: { plan: NonNullable<Plan['data']> }) {
  const first = plan.tasks.slice(0, SHOWN).map((task) => ({ ...task, flat: new Map(flatBranch(task.branch)) }));
  const keys = [...new Set(first.flatMap(({ flat }) => [...flat.keys()]))].sort();
  return (
    <div className={classes.tasks} tabIndex={0} role="region" aria-label="First tasks">
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right" w={50}>
              Task
            </Table.Th>
            <Table.Th ta="right">Draw</Table.Th>
            <Table.Th ta="right">Seed</Table.Th>
            {keys.map((key) => (
              <Table.Th key={key} title={key}>
                {key.split('.').at(-1)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {first.map(({ input_draw, random_seed, flat }, index) => (
            <Table.Tr key={index}>
              <Table.Td ta="right" c="dimmed">
                {index}
              </Table.Td>
              <Table.Td ta="right">{input_draw}</Table.Td>
              <Table.Td ta="right">{random_seed}</Table.Td>
              {keys.map((key) => (
                <Table.Td key={key}>{flat.get(key) ?? ''}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {plan.tasks.length > SHOWN && (
        <Text size="xs" c="dimmed" className={classes.pad}>
          and {plural(plan.tasks.length - SHOWN, 'more task', 'more tasks')}
        </Text>
      )}
    </div>
  );
}
