import { parseArgs } from 'node:util';
import { isAppError } from '#main/domain/app-error';
import { serve } from './serve.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, json: { type: 'boolean', default: false } },
});

try {
  await serve({ port: Number(values.port), json: values.json });
  process.exit(0);
} catch (error) {
  if (!isAppError(error)) throw error;
  console.error(
    values.json ? JSON.stringify(error.data) : [error.data.message, error.data.advice].filter(Boolean).join('\n'),
  );
  process.exit(error.code === 'bad-input' ? 2 : 1);
}
