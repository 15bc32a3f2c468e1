import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node';
import { RPC_PATH } from '#contract/bridge';
import type { ApiContext } from '#main/api/context';
import { router } from '#main/api/router';

/** More than the largest part of an upload (64 MiB) with what goes around it. */
const MAX_BODY_BYTES = 68 * 1024 * 1024;

/** Answers the calls under `/rpc`; false where there is no such call. */
export function callHandler(context: () => Promise<ApiContext>) {
  const handler = new RPCHandler<ApiContext>(router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: MAX_BODY_BYTES })],
  });
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const { matched } = await handler.handle(request, response, { prefix: RPC_PATH, context: await context() });
    return matched;
  };
}
