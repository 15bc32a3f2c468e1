export { createEngine } from './duckdb.ts';
export { provideHttpfs, type HttpfsOptions } from './httpfs.ts';
