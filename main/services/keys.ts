import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { KeyPair } from '#contract/key';
import type { CloudKeyPair } from '#main/adapters/clouds/port';
import type { Files } from '#main/adapters/files/port';
import { AppError } from '#main/domain/app-error';
import { fingerprintsOf, normalFingerprint } from '#main/domain/key-fingerprint';
import { type CloudParts, inCloud } from './in-cloud.ts';

interface Options extends CloudParts {
  files: Files;
}

interface InWorkspace {
  workspace?: string | undefined;
}

/** Larger files are no keys. */
const MAX_BYTES = 20_000;
/** Where people most likely made a pair by mistake. */
const OTHER_REGIONS = ['us-east-1', 'us-west-2', 'us-east-2', 'eu-west-1', 'eu-central-1'];

/** EC2 key pairs of a workspace's region, and the private keys of this computer that fit them. */
export class KeyService {
  readonly #options: Options;
  readonly #folder = join(homedir(), '.ssh');

  constructor(options: Options) {
    this.#options = options;
  }

  async list({ workspace: name }: InWorkspace): Promise<KeyPair[]> {
    return inCloud(this.#options, name, async (cloud, { region }) => {
      const [pairs, local] = await Promise.all([cloud.keys.list(), this.#local()]);
      return pairs.map((pair) => toKeyPair(pair, region, local));
    });
  }

  async create({
    workspace: name,
    name: key,
    type = 'ed25519',
    path,
  }: InWorkspace & { name: string; type?: 'ed25519' | 'rsa'; path?: string | undefined }): Promise<KeyPair> {
    const to = resolve(expanded(path) ?? join(this.#folder, `${key}.pem`));
    const doing = `making the key pair ${key}`;
    if (await this.#options.files.bytes(to)) {
      throw new AppError({
        code: 'already-there',
        doing,
        message: `There is a file ${to} already; a private key is never written over.`,
        advice: 'Choose another name or place.',
      });
    }
    return inCloud(this.#options, name, async (cloud, { region }) => {
      const { pair, privateKey } = await cloud.keys.create(key, type);
      try {
        await this.#options.files.write(to, privateKey.endsWith('\n') ? privateKey : `${privateKey}\n`, {
          secret: true,
        });
      } catch (error) {
        // EC2 gives the private half once: a pair without it is good for nothing.
        await cloud.keys.remove(key).catch(() => {});
        throw error;
      }
      return { ...toKeyPair(pair, region, new Map()), private_key: to };
    });
  }

  async import({ workspace: name, name: key, path }: InWorkspace & { name: string; path: string }): Promise<KeyPair> {
    const text = await this.#text(path, `importing ${path}`);
    if (!/^ssh-(ed25519|rsa) \S+/.test(text.trim())) {
      throw new AppError({
        code: 'bad-input',
        doing: `importing ${path}`,
        message: text.includes('PRIVATE KEY') ? 'This is a private key, which must stay on this computer.' : 'This is no public key that EC2 takes.',
        advice: 'Give the file that ends in .pub, of an ed25519 or RSA key.',
      }); // prettier-ignore
    }
    return inCloud(this.#options, name, async (cloud, { region }) => {
      const pair = await cloud.keys.import(key, text.trim());
      return toKeyPair(pair, region, await this.#local());
    });
  }

  async match({
    workspace: name,
    path,
    regions = OTHER_REGIONS,
  }: InWorkspace & { path: string; regions?: string[] | undefined }) {
    const doing = `looking for the key pair of ${path}`;
    const fingerprints = fingerprintsOf(await this.#text(path, doing));
    if (fingerprints.length === 0) {
      throw new AppError({
        code: 'bad-input',
        doing,
        message: 'This is no ed25519 or RSA key that can be read here.',
        advice: 'Give a private key, or the .pub file beside it where the key has a passphrase.',
      });
    }
    return inCloud(this.#options, name, async (cloud, { region }) => {
      const local = new Map(fingerprints.map((fingerprint) => [fingerprint, resolve(path)]));
      for (const place of [region, ...regions.filter((other) => other !== region)]) {
        // Another region may be turned off in the account: that is no answer to the question.
        const pairs = await cloud.keys.list({ region: place }).catch((error: unknown) => {
          if (place === region) throw error;
          return [];
        });
        const found = pairs.find((pair) => local.has(normalFingerprint(pair.fingerprint)));
        if (!found) continue;
        const note =
          place === region
            ? null
            : `The pair ${found.name} lies in ${place}, the workspace in ${region}: a cluster cannot use it. Import the public key in ${region}.`;
        return { fingerprints, pair: toKeyPair(found, place, local), note };
      }
      return {
        fingerprints,
        pair: null,
        note: `No key pair in ${region} has this fingerprint; import the public key.`,
      };
    });
  }

  async #text(path: string, doing: string): Promise<string> {
    const bytes = await this.#options.files.bytes(resolve(expanded(path) ?? path));
    if (bytes) return new TextDecoder().decode(bytes);
    throw new AppError({ code: 'not-found', doing, message: `There is no file ${path}.`, advice: 'Check its name.' });
  }

  /** The keys in `~/.ssh` by fingerprint. */
  async #local(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const name of await this.#options.files.list(this.#folder)) {
      if (/(known_hosts|authorized_keys|config)/.test(name) || name.endsWith('.pub')) continue;
      const path = join(this.#folder, name);
      const bytes = await this.#options.files.bytes(path).catch(() => undefined);
      if (!bytes || bytes.byteLength > MAX_BYTES) continue;
      const text = new TextDecoder().decode(bytes);
      if (!text.includes('PRIVATE KEY')) continue;
      const pub = await this.#options.files.bytes(`${path}.pub`).catch(() => undefined);
      const all = [...fingerprintsOf(text), ...(pub ? fingerprintsOf(new TextDecoder().decode(pub)) : [])];
      for (const fingerprint of all) found.set(fingerprint, path);
    }
    return found;
  }
}

function toKeyPair(
  { name, id, type, fingerprint, createdAt }: CloudKeyPair,
  region: string,
  local: ReadonlyMap<string, string>,
): KeyPair {
  return {
    name,
    id,
    type,
    fingerprint,
    region,
    created_at: createdAt?.toISOString() ?? null,
    private_key: local.get(normalFingerprint(fingerprint)) ?? null,
  };
}

function expanded(path: string | undefined): string | undefined {
  return path?.replace(/^~(?=[/\\])/, homedir());
}
