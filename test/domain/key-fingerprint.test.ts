import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprintsOf, normalFingerprint } from '#main/domain/key-fingerprint';
import { requirePart } from '../support/parts.ts';

const hasKeygen = requirePart('ssh-keygen', works('ssh-keygen', '-?'), 'install the OpenSSH client');
const hasOpenssl = requirePart('openssl', works('openssl', 'version'), 'install openssl');

describe.skipIf(!hasKeygen || !hasOpenssl)('as AWS’s documentation makes them with ssh-keygen and openssl', () => {
  let folder = '';
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] }); // prettier-ignore
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keys-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['', 'a passphrase'])('ed25519, OpenSSH format, passphrase %j', (passphrase) => {
    const path = join(folder, `ed${passphrase.length}`);
    run('ssh-keygen', '-q', '-t', 'ed25519', '-N', passphrase, '-f', path);
    const [, shown = ''] = run('ssh-keygen', '-l', '-E', 'sha256', '-f', `${path}.pub`).toString().split(' ');
    expect(fingerprintsOf(readFileSync(path, 'utf8'))).toEqual([normalFingerprint(shown)]);
    expect(fingerprintsOf(readFileSync(`${path}.pub`, 'utf8'))).toEqual([normalFingerprint(shown)]);
  });

  test('rsa, PEM: both EC2’s own and imported', () => {
    const path = join(folder, 'rsa.pem');
    run('openssl', 'genrsa', '-traditional', '-out', path, '2048');
    const hash = (algorithm: string, der: Buffer) => createHash(algorithm).update(der).digest('hex').replace(/..(?=.)/g, '$&:'); // prettier-ignore
    expect(fingerprintsOf(readFileSync(path, 'utf8'))).toEqual([
      hash('sha1', run('openssl', 'pkcs8', '-in', path, '-inform', 'PEM', '-outform', 'DER', '-topk8', '-nocrypt')),
      hash('md5', run('openssl', 'rsa', '-in', path, '-pubout', '-outform', 'DER')),
    ]);
  });

  test('rsa, OpenSSH format and public key: imported', () => {
    const path = join(folder, 'rsa-ssh');
    run('ssh-keygen', '-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', path);
    const pub = readFileSync(`${path}.pub`, 'utf8');
    const pem = join(folder, 'rsa-ssh.pem');
    writeFileSync(pem, run('ssh-keygen', '-e', '-m', 'PKCS8', '-f', `${path}.pub`));
    const der = run('openssl', 'rsa', '-pubin', '-in', pem, '-pubout', '-outform', 'DER');
    const expected = [
      createHash('md5')
        .update(der)
        .digest('hex')
        .replace(/..(?=.)/g, '$&:'),
    ];
    expect(fingerprintsOf(pub)).toEqual(expected);
    expect(fingerprintsOf(readFileSync(path, 'utf8'))).toEqual(expected);
  });
});

test('ed25519 as PKCS#8 gives what its OpenSSH public key gives', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(raw)]).toString('base64');
  const [fingerprint] = fingerprintsOf(`ssh-ed25519 ${blob} me`);
  expect(fingerprint).toMatch(/^[A-Za-z0-9+/]{43}$/);
  expect(fingerprintsOf(privateKey.export({ format: 'pem', type: 'pkcs8' }) as string)).toEqual([fingerprint]);
});

test.each(['', 'nothing', 'ssh-rsa', 'ssh-ed25519 !!!!', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----', '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----'])(
  'no key, no fingerprint: %j',
  (text) => expect(fingerprintsOf(text)).toEqual([]),
); // prettier-ignore

test.each([
  ['SHA256:abc+/=', 'abc+/'],
  ['AB:CD:EF', 'ab:cd:ef'],
  ['abc=', 'abc'],
])('%s is normally %s', (given, normal) => expect(normalFingerprint(given)).toBe(normal));

function works(program: string, arg: string): boolean {
  try {
    execFileSync(program, [arg], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}
