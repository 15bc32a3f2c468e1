import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Pace } from './port.ts';

/** The body, whole; fewer bytes than announced are an error, never a short answer. */
export async function readAnswer(incoming: IncomingMessage, into?: Uint8Array, pace?: Pace): Promise<Uint8Array> {
  const told = incoming.headers['content-length'];
  const expected = told === undefined ? undefined : Number(told);
  if (expected === undefined) return readUntold(incoming);
  const buffer = into && into.byteLength >= expected ? into : Buffer.allocUnsafeSlow(expected);
  let filled = 0;
  const take = (chunk: Uint8Array) => {
    buffer.set(chunk, filled);
    filled += chunk.byteLength;
  };
  if (pace) {
    for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
      take(chunk);
      await pace(chunk.byteLength);
    }
  } else {
    // Twice as fast as the iterator.
    await new Promise<void>((resolve, reject) => {
      incoming.on('data', take);
      incoming.once('end', resolve);
      incoming.once('error', reject);
      incoming.once('close', () => (incoming.complete ? resolve() : reject(cut())));
    });
  }
  if (filled !== expected || !incoming.complete) throw cut();
  return buffer.subarray(0, filled);
}

/** What S3 answered in place of success, named by its code (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
export function refusal(status: number, headers: IncomingHttpHeaders, body: Uint8Array): Error {
  const text = Buffer.from(body).toString();
  const [, name] = /<Code>([^<]+)<\/Code>/.exec(text) ?? [];
  const [, message] = /<Message>([^<]*)<\/Message>/.exec(text) ?? [];
  const error = new Error(message ?? `Status ${status}`);
  if (name !== undefined) error.name = name;
  return Object.assign(error, { $metadata: { httpStatusCode: status }, date: headers.date });
}

async function readUntold(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function cut(): Error {
  return Object.assign(new Error('The answer was cut off'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
