interface Rule {
  broken(name: string): boolean;
  reason: string;
}

const reservedStart = (prefix: string, what: string): Rule => ({
  broken: (name) => name.startsWith(prefix),
  reason: `It may not begin with "${prefix}", which is reserved ${what}.`,
});
const reservedEnd = (suffix: string, what: string): Rule => ({
  broken: (name) => name.endsWith(suffix),
  reason: `It may not end with "${suffix}", which is reserved for ${what}.`,
});

/** General purpose buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RULES: readonly Rule[] = [
  { broken: ({ length }) => length < 3, reason: 'It must have at least 3 characters.' },
  { broken: ({ length }) => length > 63, reason: 'It may have at most 63 characters.' },
  { broken: (name) => /[A-Z]/.test(name), reason: 'Capital letters are not allowed.' },
  { broken: (name) => name.includes('_'), reason: 'Underscores are not allowed; use dashes.' },
  {
    broken: (name) => /[^a-zA-Z0-9._-]/.test(name),
    reason: 'Only lower-case letters a to z, digits, dots and dashes are allowed.',
  },
  { broken: (name) => /^[.-]/.test(name), reason: 'It must begin with a letter or a digit.' },
  { broken: (name) => /[.-]$/.test(name), reason: 'It must end with a letter or a digit.' },
  { broken: (name) => name.includes('..'), reason: 'Two dots may not stand side by side.' },
  { broken: (name) => /^\d{1,3}(\.\d{1,3}){3}$/.test(name), reason: 'It may not look like an IP address.' },
  reservedStart('xn--', 'for international names'),
  reservedStart('sthree-', 'by AWS'),
  reservedStart('amzn-s3-demo-', 'for examples'),
  reservedEnd('-s3alias', 'access points'),
  reservedEnd('--ol-s3', 'Object Lambda'),
  reservedEnd('.mrap', 'Multi-Region Access Points'),
  reservedEnd('--x-s3', 'directory buckets'),
  reservedEnd('--table-s3', 'table buckets'),
  reservedEnd('-an', 'buckets in an account’s own namespace'),
];

/** Allowed, but it will be regretted. */
const CONCERNS: readonly Rule[] = [
  {
    broken: (name) => name.includes('.'),
    reason: 'Dots keep the certificate of S3 from matching and rule out Transfer Acceleration; use dashes.',
  },
  {
    broken: (name) => /aws|amazon|secret|password|\d{12}/.test(name),
    reason: 'Everybody can see a bucket’s name: keep account numbers and secrets out of it.',
  },
];

/** Why S3 would refuse the name, one sentence each; empty for a good one. `concerns` are no refusals. */
export function checkBucketName(name: string): { problems: string[]; concerns: string[] } {
  const of = (rules: readonly Rule[]) => rules.filter(({ broken }) => broken(name)).map(({ reason }) => reason);
  const problems = of(RULES);
  return { problems, concerns: problems.length > 0 ? [] : of(CONCERNS) };
}

const WORDS = [
  'amber', 'basalt', 'birch', 'cedar', 'cobalt', 'copper', 'coral', 'delta', 'ember', 'fjord', 'garnet', 'harbor', 'heron', 'indigo',
  'juniper', 'kestrel', 'lagoon', 'larch', 'linden', 'lotus', 'maple', 'meadow', 'mesa', 'onyx', 'opal', 'otter', 'pebble', 'plover',
  'quartz', 'raven', 'reef', 'saffron', 'sierra', 'sparrow', 'tundra', 'umber', 'valley', 'walnut', 'willow', 'zephyr',
]; // prettier-ignore

/**
 * Names that are most likely free: bucket names are shared by all of AWS, so plain ones are taken. `wish` is what the user
 * had in mind; `random` answers numbers from 0 up to 1.
 */
export function suggestBucketNames(wish: string, random: () => number, count = 3): string[] {
  const base = wish
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^(xn--|sthree-|amzn-s3-demo-)+/, '')
    .slice(0, 30)
    .replace(/^-+|-+$/g, '');
  const pick = () => WORDS[Math.floor(random() * WORDS.length)] ?? 'amber';
  const digits = () => String(Math.floor(random() * 9000) + 1000);
  return Array.from({ length: count }, () => [base || 'vivarium', pick(), pick(), digits()].join('-'));
}
