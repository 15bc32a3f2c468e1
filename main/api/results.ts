import { base } from './base.ts';

export const results = {
  metrics: base.results.metrics.handler(({ context, input, signal }) =>
    context.services.results.metrics(input, signal),
  ),
  query: base.results.query.handler(({ context, input, signal }) => context.services.results.query(input, signal)),
  summary: base.results.summary.handler(({ context, input, signal }) =>
    context.services.results.summary(input, signal),
  ),
  runCell: base.results.runCell.handler(({ context, input, signal }) =>
    context.services.results.runCell(input, signal),
  ),
  page: base.results.page.handler(({ context, input, signal }) => context.services.results.page(input, signal)),
  draw: base.results.draw.handler(({ context, input, signal }) => context.services.results.draw(input, signal)),
  closeSession: base.results.closeSession.handler(({ context, input }) => context.services.results.closeSession(input)),
  export: base.results.export.handler(({ context, input, signal }) => context.services.results.export(input, signal)),
  exportCell: base.results.exportCell.handler(({ context, input, signal }) =>
    context.services.results.exportCell(input, signal),
  ),
};
