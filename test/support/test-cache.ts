import { mkdirSync } from 'node:fs';
import envPaths from 'env-paths';

/**
 * The cache folder that all tests of this computer share, so that Python environments and extensions are made once:
 * VIVARIUM_AWS_TEST_CACHE, else `vivarium-aws-tests` among the user's caches. It is made where it is missing; what is
 * in it may be deleted at any time.
 */
export function testCache(): string {
  const folder = process.env.VIVARIUM_AWS_TEST_CACHE ?? envPaths('vivarium-aws-tests', { suffix: '' }).cache;
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What a test gives a child process so that the app in it keeps its files in `home` but shares the cache. */
export function testEnvironment(home: string): NodeJS.ProcessEnv {
  return { ...process.env, VIVARIUM_AWS_HOME: home, VIVARIUM_AWS_CACHE: testCache() };
}
