import { StatementType, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api';
import { AppError } from '#main/domain/app-error';
import { withoutEnd } from '#main/domain/sql';

const READING = new Set<StatementType>([StatementType.SELECT, StatementType.EXPLAIN]);
/** The first word of a statement that changes something; comments may stand before it. */
const CHANGING =
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:alter|attach|copy|create|delete|detach|drop|insert|merge|truncate|update)\b/i;
/** What stands before the user's text where it is run inside another statement. */
const OPEN = 'FROM (\n';

export interface Checked {
  statement: DuckDBPreparedStatement;
  kind: 'select' | 'explain';
  /** Bytes before the user's text: to be taken off the position of an error. */
  offset: number;
}

/**
 * Prepares the user's one statement and refuses everything that does not only read, by DuckDB's own parser. A PIVOT is
 * several statements to DuckDB (a type for the columns, then the SELECT): it is known by standing in brackets, where
 * nobody can write anything but a query; then all but the last must be what PIVOT itself makes.
 */
export async function prepareReading(connection: DuckDBConnection, sql: string): Promise<Checked> {
  const single = await extract(connection, sql);
  if (single.count === 1) {
    const statement = await single.prepare(0).catch((error: unknown) => {
      // What it would change may not be there: that is no advice worth giving.
      throw CHANGING.test(sql) ? refused() : error;
    });
    if (!READING.has(statement.statementType)) throw refused();
    return { statement, kind: statement.statementType === StatementType.EXPLAIN ? 'explain' : 'select', offset: 0 };
  }
  const text = `${OPEN}${withoutEnd(sql)}\n)`;
  const parts = await extract(connection, text).catch(() => {
    throw refused();
  });
  for (let index = 0; index < parts.count; index++) {
    const statement = await parts.prepare(index);
    const last = index === parts.count - 1;
    if (last && statement.statementType === StatementType.SELECT)
      return { statement, kind: 'select', offset: OPEN.length };
    if (last || statement.statementType !== StatementType.CREATE) throw refused();
    await statement.run();
  }
  throw refused();
}

async function extract(connection: DuckDBConnection, sql: string) {
  if (withoutEnd(sql) === '') throw empty();
  return connection.extractStatements(sql);
}

function refused(): AppError {
  return new AppError({
    code: 'query-failed', doing: 'reading the SQL', message: 'Only one statement that reads can be run here.',
    advice: 'Write one SELECT; results are kept under the name of the cell.',
  }); // prettier-ignore
}

function empty(): AppError {
  return new AppError({
    code: 'query-failed',
    doing: 'reading the SQL',
    message: 'There is no SQL to run.',
    advice: 'Write a SELECT.',
  });
}
