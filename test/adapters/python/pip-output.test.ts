import { describe, expect, it } from 'vitest';
import { countRequirements, explainPipFailure, parsePipLine } from '#main/adapters/python/pip-output';

describe('parsePipLine()', () => {
  it.each([
    ['Collecting pandas==2.2.3 (from -r current.txt (line 4))', { kind: 'collected', name: 'pandas' }],
    [
      '  Downloading pandas-2.2.3-cp311-cp311-manylinux_2_17_x86_64.whl (13.1 MB)',
      { kind: 'downloading', what: 'pandas 2.2.3', size: '13.1 MB' },
    ],
    [
      'Downloading https://files.example.org/a/b/typing_extensions-4.12.2-py3-none-any.whl (37 kB)',
      { kind: 'downloading', what: 'typing_extensions 4.12.2', size: '37 kB' },
    ],
    ['  Downloading loguru-0.7.2.tar.gz (145 kB)', { kind: 'downloading', what: 'loguru 0.7.2', size: '145 kB' }],
    ['Installing collected packages: numpy, pandas', { kind: 'installing', names: ['numpy', 'pandas'] }],
    ['Successfully installed numpy-1.26.4', null],
    ['  Preparing metadata (setup.py): started', null],
  ])('%s', (line, expected) => {
    expect(parsePipLine(line)).toEqual(expected);
  });
});

it('counts the packages of a requirements file', () => {
  expect(
    countRequirements(
      '# pinned\n\n--only-binary :all:\nnumpy==1.26.4\n  # via x\nvivarium==3.6.10 ; python_version > "3"\n',
    ),
  ).toBe(2);
});

describe('explainPipFailure()', () => {
  it.each([
    [
      "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('…: [Errno 111] Connection refused')'\nERROR: No matching distribution found for six==1.17.0",
      'unreachable',
      'The Python package index did not answer.',
    ],
    [
      'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
      'no-space',
      'The disk is full.',
    ],
    [
      'ERROR: Could not find a version that satisfies the requirement a==9\nERROR: No matching distribution found for a==9',
      'missing-part',
      "There is no a==9 for this computer's system and Python in the package index.",
    ],
    [
      'x\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES.',
      'failed',
      'pip could not install the packages: THESE PACKAGES DO NOT MATCH THE HASHES.',
    ],
    ['', 'failed', 'pip could not install the packages.'],
  ])('%j', (output, code, message) => {
    expect(explainPipFailure(output)).toMatchObject({ code, message });
  });
});
