/** What gives a secret away by its shape, with what stands in its place. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // AWS access key ids, and the 40 characters of a secret key named as such.
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '[key id]'],
  [
    /((?:secret|password|passphrase|token|signature|credential|authorization)[\w-]*["']?\s*[=:]\s*)(?:Bearer\s+)?("[^"]*"|'[^']*'|[^\s&,;}]+)/gi,
    '$1[hidden]',
  ],
  // Signed parts of presigned addresses, and user:password@ in any address.
  [/([?&]X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s]+/gi, '$1[hidden]'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s:@]+:[^/\s@]+@/gi, '$1[hidden]@'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, '[private key]'],
];

/** `text` without anything that looks like a secret: for logs. */
export function redact(text: string): string {
  return PATTERNS.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}
