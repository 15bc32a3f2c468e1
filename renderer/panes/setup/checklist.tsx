import { useMutation, useQuery } from '@tanstack/react-query';
import { client, orpc } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { Card } from '../../ui/card.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading } from '../../ui/loading.tsx';
import { CheckLine } from './check-line.tsx';
import classes from './setup-pane.module.css';

/** What the workspace needs, line by line; each can be checked again by itself. */
export function Checklist() {
  const options = orpc.setup.check.queryOptions({ input: {} });
  const check = useQuery(options);
  const again = useMutation({
    mutationFn: (only: string) => client.setup.check({ only }),
    onSuccess: ({ ready, checks: [line] }) => {
      queryClient.setQueryData(options.queryKey, (before) =>
        before && line ? { ready, checks: before.checks.map((one) => (one.id === line.id ? line : one)) } : before,
      );
    },
  });

  return (
    <Card title="Checklist" flush>
      {check.isPending && <Loading lines={6} label="Checking" />}
      {check.error && (
        <div className={classes.note}>
          <ErrorNote error={check.error} doing="checking the setup" onRetry={() => check.refetch()} />
        </div>
      )}
      {check.data && (
        <ul className={classes.list}>
          {check.data.checks.map((line) => (
            <CheckLine
              key={line.id}
              check={line}
              checking={again.isPending && again.variables === line.id}
              onCheckAgain={() => again.mutate(line.id)}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}
