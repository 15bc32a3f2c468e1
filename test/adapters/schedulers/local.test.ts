import { describe, expect, it } from 'vitest';
import { createLocalScheduler } from '#main/adapters/schedulers/index';
import { isAppError } from '#main/domain/app-error';

const scheduler = createLocalScheduler({ python: 'python3', script: 'local.py', jobsDir: '/jobs', watchPid: () => 42 });
const said = (stdout: string, exitCode = 0, stderr = '') => ({ exitCode, stdout, stderr });
const message = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (isAppError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
};

describe('the local scheduler', () => {
  it('submits an array; what is secret stays in the environment', () => {
    const command = scheduler.submit({
      name: 'n',
      elements: 3,
      slots: 2,
      memoryMb: 100,
      argv: ['py', '--x', '--'],
      env: { KEY: 'secret' },
    });
    expect(command).toEqual({
      argv: [
        'python3',
        'local.py',
        'submit',
        '--jobs-dir',
        '/jobs',
        '--name',
        'n',
        '--elements',
        '3',
        '--slots',
        '2',
        '--watch-pid',
        '42',
        '--',
        'py',
        '--x',
        '--',
      ],
      env: { KEY: 'secret' },
    });
  });

  it('watches nobody where there is nobody to watch', () => {
    const free = createLocalScheduler({
      python: 'python3',
      script: 'local.py',
      jobsDir: '/jobs',
      watchPid: () => null,
    });
    expect(free.submit({ name: 'n', elements: 1, slots: 1, memoryMb: 1, argv: ['x'], env: {} }).argv).not.toContain(
      '--watch-pid',
    );
  });

  it('asks by name and cancels by id', () => {
    expect(scheduler.query(['a', 'b']).argv.slice(2)).toEqual([
      'status',
      '--jobs-dir',
      '/jobs',
      '--name',
      'a',
      '--name',
      'b',
    ]);
    expect(scheduler.cancel(['1', '2']).argv.slice(2)).toEqual(['cancel', '--jobs-dir', '/jobs', '1', '2']);
  });

  it('reads the id of a new job and of one that was there', () => {
    expect(scheduler.parseSubmit(said('{"job_id": "17-a"}\n'))).toEqual({ jobIds: ['17-a'] });
    expect(scheduler.parseSubmit(said('{"job_id": "17-a", "existing": true}'))).toEqual({ jobIds: ['17-a'] });
  });

  it.each([
    ['queued', 'queued'],
    ['running', 'running'],
    ['ended', 'ended'],
    ['failed', 'failed'],
    ['cancelled', 'ended'],
    ['lost', 'lost'],
    ['exploded', 'unknown'],
    ['constructor', 'unknown'],
  ])('%s is %s to us', (vendor, ours) => {
    const jobs = scheduler.parseQuery(
      said(JSON.stringify([{ job_id: '1', name: 'n', state: 'running', elements: { 12: vendor }, pid: 7 }])),
    );
    expect(jobs).toEqual([{ jobId: '1', name: 'n', elements: new Map([[12, ours]]) }]);
  });

  it('says in plain words that it failed or cannot be understood', () => {
    expect(message(() => scheduler.parseSubmit(said('', 1, 'Traceback …\nOSError: disk is full')))).toBe(
      "failed: The scheduler's command failed (exit code 1): OSError: disk is full",
    );
    expect(message(() => scheduler.parseQuery(said('', 2)))).toBe(
      "failed: The scheduler's command failed (exit code 2) and gave no reason.",
    );
    expect(message(() => scheduler.parseQuery(said('hello')))).toBe(
      "failed: The scheduler's answer cannot be read: hello",
    );
    expect(message(() => scheduler.parseQuery(said('[{"job_id": 1}]')))).toMatch(/cannot be read/);
  });
});
