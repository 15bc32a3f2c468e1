import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { readText, usage } from './read-file.ts';

export interface TypedKeys {
  access_key_id: string;
  secret_access_key: string;
  session_token?: string;
}

/** Keys never come by the command line, which everybody can list: they are asked for without echo, or read from standard input. */
export async function typedKeys(): Promise<TypedKeys> {
  if (process.stdin.isTTY && process.stderr.isTTY) {
    const access_key_id = await ask('Access key ID: ', false);
    const secret_access_key = await ask('Secret access key: ', true);
    const token = await ask('Session token (empty for lasting keys): ', true);
    return { access_key_id, secret_access_key, ...(token && { session_token: token }) };
  }
  return parseKeys(await readText('-'));
}

/** `AWS_ACCESS_KEY_ID=…` lines as AWS's pages offer them to copy (also with export, set and quotes), or JSON of the AWS tools. */
export function parseKeys(text: string): TypedKeys {
  const found = text.trim().startsWith('{') ? fromJson(text) : fromLines(text);
  const { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token } = found;
  if (!id || !secret) {
    throw usage(
      'Standard input has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
      'Give them as lines NAME=value, or run the command on a terminal, where it asks.',
    );
  }
  return { access_key_id: id, secret_access_key: secret, ...(token && { session_token: token }) };
}

function fromLines(text: string): Record<string, string> {
  const pairs = text.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^\s*(?:export\s+|set\s+|\$Env:)?([A-Za-z_]+)\s*=\s*["']?(.*?)["']?\s*$/i.exec(line) ?? []; // prettier-ignore
    return name ? [[name.toLowerCase(), value]] : [];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

function fromJson(text: string): Record<string, string> {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const inner = (value.Credentials ?? value.AccessKey ?? value) as Record<string, unknown>;
    const pick = (...names: string[]) => String(names.map((name) => inner[name]).find((one) => typeof one === 'string') ?? ''); // prettier-ignore
    return {
      aws_access_key_id: pick('AccessKeyId', 'access_key_id', 'aws_access_key_id'),
      aws_secret_access_key: pick('SecretAccessKey', 'secret_access_key', 'aws_secret_access_key'),
      aws_session_token: pick('SessionToken', 'session_token', 'aws_session_token'),
    };
  } catch {
    return {};
  }
}

async function ask(question: string, hidden: boolean): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: hidden ? silent : process.stderr, terminal: true });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    if (hidden) process.stderr.write('\n');
  }
}
