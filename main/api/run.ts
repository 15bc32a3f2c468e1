import { base } from './base.ts';

export const run = {
  samples: base.run.samples.handler(({ context, input }) => context.services.runs.samples(input)),
  plan: base.run.plan.handler(({ context, input }) => context.services.runs.plan(input)),
  start: base.run.start.handler(({ context, input }) => context.services.runs.start(input)),
  list: base.run.list.handler(({ context, input }) => context.services.runs.list(input)),
  status: base.run.status.handler(({ context, input }) => context.services.runs.status(input)),
  tasks: base.run.tasks.handler(({ context, input }) => context.services.runs.tasks(input)),
  watch: base.run.watch.handler(({ context, input, signal }) => context.services.runs.watch(input, signal)),
  restart: base.run.restart.handler(({ context, input }) => context.services.runs.restart(input)),
  stop: base.run.stop.handler(({ context, input }) => context.services.runs.stop(input)),
  logs: base.run.logs.handler(({ context, input }) => context.services.runs.logs(input)),
};
