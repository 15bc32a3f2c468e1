import { implement } from '@orpc/server';
import { contract } from '#contract/index';
import type { ApiContext } from './context.ts';
import { toWire } from './errors.ts';

/** "run.start" as a clause, where an error does not bring a better one. */
const doing = (path: readonly string[]) => `answering ${path.join('.')}`;

/**
 * What all handlers are made from: the contract's schemas parse input and output, and every error, also one of a
 * stream under way, leaves in the one shape.
 */
export const base = implement(contract)
  .$context<ApiContext>()
  .use(async ({ context, next, path }) => {
    const wire = (error: unknown) => toWire(error, doing(path), context.services.platform.log);
    try {
      const result = await next();
      return isStream(result.output) ? { ...result, output: guarded(result.output, wire) } : result;
    } catch (error) {
      throw wire(error);
    }
  });

function isStream(value: unknown): value is AsyncGenerator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* guarded(stream: AsyncGenerator<unknown>, wire: (error: unknown) => Error): AsyncGenerator<unknown> {
  try {
    yield* stream;
  } catch (error) {
    throw wire(error);
  }
}
