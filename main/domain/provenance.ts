/** Where an exported figure or table comes from; stored inside the file. */
export interface Provenance {
  /** The run's id: `<model>/<stamp>`. */
  run: string;
  sql: string;
  exported_at: string;
  app: string;
}
