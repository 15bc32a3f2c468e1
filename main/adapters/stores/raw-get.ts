import { connect, type Socket } from 'node:net';

const HEAD = 64 * 1024;
const IDLE_SOCKETS = 16;
const END = Buffer.from('\r\n\r\n');

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

interface Reader {
  target: Uint8Array | null;
  onBytes: (bytes: Uint8Array) => void;
  onEnd: (error: Error) => void;
}

interface Line extends Reader {
  socket: Socket;
}

/**
 * GETs over plain HTTP whose bytes the system writes straight into the caller's buffer: Node's own client makes a new
 * buffer each 64 KB, which costs more than all the rest of a download. TLS has no such way in; there the network is slower.
 */
export class RawGets {
  readonly #idle: Line[] = [];
  readonly #host: string;
  readonly #port: number;
  readonly #idleMs: number;

  constructor(origin: string, idleMs: number) {
    const { hostname, port } = new URL(origin);
    this.#host = hostname.replace(/^\[|\]$/g, '');
    this.#port = Number(port === '' ? 80 : port);
    this.#idleMs = idleMs;
  }

  /** Null where the answer does not say how long it is: another client may ask again. Errors carry system codes. */
  async get(
    path: string,
    headers: Readonly<Record<string, string>>,
    into: Uint8Array,
    signal?: AbortSignal,
  ): Promise<RawAnswer | null> {
    signal?.throwIfAborted();
    const line = this.#idle.pop() ?? this.#open();
    try {
      const answer = await exchange(line, requestText(path, headers), into, signal);
      if (answer && this.#idle.length < IDLE_SOCKETS && answer.headers.connection !== 'close') this.#idle.push(line);
      else line.socket.destroy();
      return answer;
    } catch (error) {
      line.socket.destroy();
      throw error;
    }
  }

  close(): void {
    for (const { socket } of this.#idle.splice(0)) socket.destroy();
  }

  #open(): Line {
    const head = Buffer.allocUnsafeSlow(HEAD);
    const reader: Reader = { target: null, onBytes: () => {}, onEnd: () => {} };
    const socket = connect({
      host: this.#host,
      port: this.#port,
      noDelay: true,
      onread: {
        buffer: () => reader.target ?? head,
        callback: (count, buffer) => {
          reader.onBytes(buffer.subarray(0, count));
          return true;
        },
      },
    });
    const line: Line = Object.assign(reader, { socket });
    socket.setTimeout(this.#idleMs);
    socket.on('timeout', () => socket.destroy(coded('ETIMEDOUT')));
    socket.on('error', (error) => line.onEnd(error));
    const over = () => {
      const at = this.#idle.indexOf(line);
      if (at >= 0) this.#idle.splice(at, 1);
      line.onEnd(coded('ERR_STREAM_PREMATURE_CLOSE'));
    };
    socket.on('end', over).on('close', over);
    return line;
  }
}

function exchange(line: Line, text: string, into: Uint8Array, signal?: AbortSignal): Promise<RawAnswer | null> {
  return new Promise((resolve, reject) => {
    let read = 0;
    let answer: RawAnswer | null = null;
    let filled = 0;
    const settle = (work: () => void) => {
      signal?.removeEventListener('abort', onAbort);
      line.target = null;
      line.onBytes = () => void line.socket.destroy();
      line.onEnd = () => {};
      work();
    };
    const onAbort = () => settle(() => reject(signal?.reason));
    const onBody = () => {
      if (!answer) return;
      if (filled === answer.body.byteLength) settle(() => resolve(answer));
      else line.target = answer.body.subarray(filled);
    };
    const gathered: Uint8Array[] = [];
    const onHead = (bytes: Uint8Array) => {
      gathered.push(Uint8Array.from(bytes));
      read += bytes.byteLength;
      const all = Buffer.concat(gathered);
      const end = all.indexOf(END);
      if (end < 0) return read > HEAD ? settle(() => reject(coded('HPE_INVALID_CONSTANT'))) : undefined;
      const head = parseHead(all.toString('latin1', 0, end));
      const length = Number(head.headers['content-length'] ?? Number.NaN);
      const rest = all.subarray(end + END.length);
      if (!Number.isInteger(length) || rest.byteLength > length) return settle(() => resolve(null));
      const body = length <= into.byteLength ? into.subarray(0, length) : Buffer.allocUnsafeSlow(length);
      body.set(rest);
      filled = rest.byteLength;
      answer = { ...head, body };
      onBody();
    };
    line.onBytes = (bytes) => {
      if (!answer) return onHead(bytes);
      filled += bytes.byteLength;
      onBody();
    };
    line.onEnd = (error) => settle(() => reject(error));
    signal?.addEventListener('abort', onAbort, { once: true });
    line.socket.write(text);
  });
}

function requestText(path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}connection: keep-alive\r\n\r\n`;
}

function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const [first = '', ...lines] = text.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    headers[line.slice(0, at).trim().toLowerCase()] = line.slice(at + 1).trim();
  }
  return { status: Number(first.split(' ')[1]), headers };
}

function coded(code: string): Error {
  return Object.assign(new Error('The connection ended early'), { code });
}
