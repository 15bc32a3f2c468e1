/** A column and its values, each of which may be null. */
export type ParquetColumn =
  | { name: string; type: 'int64' | 'int32' | 'double'; values: ArrayLike<number | null> }
  | { name: string; type: 'boolean'; values: ArrayLike<boolean | null> }
  | { name: string; type: 'string'; values: ArrayLike<string | null> };

/** Small Parquet files in memory. */
export interface Parquet {
  /** Columns of one length. */
  write(columns: readonly ParquetColumn[]): Promise<Uint8Array>;
  /** The named columns; integers beyond 2^53 are refused. */
  read(bytes: Uint8Array, columns: readonly string[]): Promise<Record<string, (string | number | boolean | null)[]>>;
}
