import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isContractProcedure } from '@orpc/contract';
import { isProcedure } from '@orpc/server';
import { expect, test } from 'vitest';
import { contract } from '#contract/index';
import { router } from '#main/api/router';

const ROOT = join(import.meta.dirname, '..', '..');

const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);

test('the top level is the design card, and the few files that tools insist on', () => {
  const known = [
    ...['main', 'preload', 'renderer', 'resources', 'test', 'README.md', 'LICENSE'],
    ...['package.json', 'package-lock.json', 'tsconfig.json', 'electron.vite.config.ts', 'vitest.config.ts'],
    ...['eslint.config.js', '.gitignore', '.npmrc', '.prettierignore', '.ci', 'knip.json'],
  ];
  const names = [...new Set(tracked.map((path) => path.split('/')[0] ?? ''))];
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});

test('files are named in kebab-case', () => {
  const sources = tracked.filter((path) => /^(main|preload|renderer|test)\/.*\.tsx?$/.test(path));
  const name = (path: string) => path.split('/').at(-1) ?? '';
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.filter((path) => !/^[a-z0-9]+([.-][a-z0-9]+)*\.tsx?$/.test(name(path)))).toEqual([]);
});

test('half of the source files have at most 100 lines', () => {
  const sources = tracked.filter((path) => /^(main|preload|renderer)\/.*\.tsx?$/.test(path));
  const lines = sources.map((path) => readFileSync(join(ROOT, path), 'utf8').split('\n').length).sort((a, b) => a - b);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(100);
});

/** "run.start" for every call below a router. */
function calls(node: object, isCall: (value: unknown) => boolean, path = ''): string[] {
  return Object.entries(node).flatMap(([name, value]) => {
    const here = path ? `${path}.${name}` : name;
    if (isCall(value)) return [here];
    return typeof value === 'object' && value !== null ? calls(value, isCall, here) : [];
  });
}

test('every call of the contract has its handler, and there is no other', () => {
  const promised = calls(contract, isContractProcedure);
  expect(promised.length).toBeGreaterThan(40);
  expect(calls(router, isProcedure).sort()).toEqual(promised.sort());
});

test('every call says what it answers', () => {
  const silent = Object.entries(contract).flatMap(([group, all]) =>
    Object.entries(all).flatMap(([name, call]) => (call['~orpc'].outputSchema ? [] : [`${group}.${name}`])),
  );
  expect(silent).toEqual([]);
});
