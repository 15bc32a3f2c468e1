import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * The fingerprints by which EC2 may know a local key; EC2 makes them in three ways, which depend on where the pair came
 * from (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html):
 * ed25519: SHA-256 (base64) of the public key blob; rsa made by EC2: SHA-1 (hex) of the private key as PKCS#8 DER;
 * rsa imported: MD5 (hex) of the public key as DER.
 * `text` is a private key (PEM or OpenSSH) or a public one (`ssh-… AAAA…`). Empty for what is no key, or is under a
 * passphrase that hides its public half too.
 */
export function fingerprintsOf(text: string): string[] {
  const body = text.trim();
  if (body.startsWith('ssh-')) return ofBlob(Buffer.from(body.split(/\s+/)[1] ?? '', 'base64'));
  if (body.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')) return ofBlob(publicBlob(body));
  try {
    return ofPrivateKey(createPrivateKey(body));
  } catch {
    return [];
  }
}

/** One spelling for EC2's, ssh-keygen's and our own: no `SHA256:`, no padding, hex in lower case. */
export function normalFingerprint(fingerprint: string): string {
  const bare = fingerprint.trim().replace(/^(SHA256|MD5):/i, '');
  return /^[0-9a-f]{2}(:[0-9a-f]{2})+$/i.test(bare) ? bare.toLowerCase() : bare.replace(/=+$/, '');
}

function ofPrivateKey(key: KeyObject): string[] {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  if (key.asymmetricKeyType === 'rsa')
    return [colons('sha1', key.export({ type: 'pkcs8', format: 'der' })), colons('md5', spki)];
  // The last 32 bytes of an Ed25519 SPKI are the key itself (RFC 8410).
  if (key.asymmetricKeyType === 'ed25519')
    return ofBlob(Buffer.concat([string('ssh-ed25519'), string(spki.subarray(-32))]));
  return [];
}

/** A public key as RFC 4253 (6.6) writes it. */
function ofBlob(blob: Buffer): string[] {
  const [type, exponent, modulus] = strings(blob);
  if (type?.toString() === 'ssh-ed25519')
    return [createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')];
  if (type?.toString() !== 'ssh-rsa' || !exponent || !modulus) return [];
  const number = (bytes: Buffer) => bytes.subarray(bytes.findIndex((byte) => byte !== 0)).toString('base64url');
  try {
    const key = createPublicKey({ key: { kty: 'RSA', e: number(exponent), n: number(modulus) }, format: 'jwk' });
    return [colons('md5', key.export({ type: 'spki', format: 'der' }))];
  } catch {
    return [];
  }
}

/** The public half of OpenSSH's own format, which is readable also under a passphrase (openssh PROTOCOL.key). */
function publicBlob(pem: string): Buffer {
  const raw = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const magic = 'openssh-key-v1\0';
  if (raw.subarray(0, magic.length).toString('latin1') !== magic) return Buffer.alloc(0);
  const rest = raw.subarray(magic.length);
  const [cipher, kdf, options] = strings(rest, 3);
  if (!cipher || !kdf || !options) return Buffer.alloc(0);
  // After the three strings and the number of keys (4 bytes).
  const after = rest.subarray(12 + cipher.length + kdf.length + options.length + 4);
  return strings(after, 1)[0] ?? Buffer.alloc(0);
}

function strings(bytes: Buffer, atMost = 16): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length && found.length < atMost;) {
    const length = bytes.readUInt32BE(at);
    if (at + 4 + length > bytes.length) break;
    found.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

function string(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function colons(algorithm: 'sha1' | 'md5', bytes: Buffer): string {
  return (createHash(algorithm).update(bytes).digest('hex').match(/../g) ?? []).join(':');
}
