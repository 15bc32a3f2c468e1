export { createParquet } from './duckdb.ts';
