export { drawSummary } from './draw-summary.ts';
export { DRAW, SEED, VALUE } from './population.ts';
export { scenarioDifference, summaryWithDifference, type Comparison } from './scenario-difference.ts';
