import { connect, createServer, type Socket } from 'node:net';

export type Trouble = 'reset' | 'stall' | 'truncate';

export interface BadProxy {
  endpoint: string;
  /** The next connections break in this way, each after `after` more bytes, until `count` have. */
  break(trouble: Trouble, count: number, after: number): void;
  broken(): number;
  close(): Promise<void>;
}

/**
 * A TCP proxy before an S3 server that cuts connections: `reset` ends them hard, `stall` keeps them and says no more,
 * `truncate` ends them politely in the middle of a body.
 */
export async function startProxy(target: string): Promise<BadProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let plan: { trouble: Trouble; left: number; after: number } | null = null;
  let broken = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    sockets.add(client).add(upstream);
    let dead = false;
    const pass = (to: Socket) => {
      let passed = 0;
      return (bytes: Buffer) => {
        if (dead) return;
        passed += bytes.length;
        if (plan && plan.left > 0 && passed > plan.after) {
          plan.left -= 1;
          broken += 1;
          dead = true;
          if (plan.trouble === 'reset') {
            client.resetAndDestroy();
            upstream.destroy();
          } else if (plan.trouble === 'truncate') {
            to.end(bytes.subarray(0, Math.floor(bytes.length / 2)));
          }
          return;
        }
        if (!to.write(bytes)) {
          const from = to === client ? upstream : client;
          from.pause();
          to.once('drain', () => from.resume());
        }
      };
    };
    client.on('data', pass(upstream));
    upstream.on('data', pass(client));
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        if (!dead) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${own}`,
    break(trouble, count, after) {
      plan = { trouble, left: count, after };
    },
    broken: () => broken,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
