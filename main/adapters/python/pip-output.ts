import type { AppErrorData } from '#contract/app-error';

/** What pip says on one line of its output, as far as progress needs it. */
export type PipEvent =
  | { kind: 'collected'; name: string }
  | { kind: 'downloading'; what: string; size: string }
  | { kind: 'installing'; names: string[] };

const COLLECTING = /^\s*Collecting ([A-Za-z0-9._-]+)/;
const DOWNLOADING = /^\s*Downloading (?:\S*\/)?([^/\s]+?)-([^-\s]+)(?:-\S*)?\.(?:whl|tar\.gz|zip)\S* \(([^)]+)\)/;
const INSTALLING = /^Installing collected packages: (.+)$/;

/** Null for a line that is no step forward. */
export function parsePipLine(line: string): PipEvent | null {
  const [, collected] = COLLECTING.exec(line) ?? [];
  if (collected) return { kind: 'collected', name: collected };
  const [, name, version, size] = DOWNLOADING.exec(line) ?? [];
  if (name && version && size) return { kind: 'downloading', what: `${name} ${version}`, size };
  const [, names] = INSTALLING.exec(line) ?? [];
  return names ? { kind: 'installing', names: names.split(', ') } : null;
}

/** How many packages a requirements file names. */
export function countRequirements(text: string): number {
  return text.split('\n').filter((line) => /^\s*[A-Za-z0-9]/.test(line)).length;
}

/** ENOSPC, EDQUOT and Windows' ERROR_DISK_FULL, as Python prints them. */
const NO_SPACE = /\[Errno (?:28|122)\]|\[WinError 112\]/;
/** Exception classes of urllib3 and pip that mean that the index did not answer. */
const NO_ANSWER =
  /\b(?:NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError|ProtocolError|RemoteDisconnected|IncompleteRead|NetworkConnectionError)\b|HTTP error 5\d\d/;
const NO_VERSION = /No matching distribution found for (\S+)/;

/** Why pip failed, from all that it printed. */
export function explainPipFailure(output: string): Omit<AppErrorData, 'doing'> {
  if (NO_SPACE.test(output)) {
    return {
      code: 'no-space',
      message: 'The disk is full.',
      advice: 'Make room on the disk (the simulation environment takes about 1 GB), then try again.',
      retry: true,
    };
  }
  if (NO_ANSWER.test(output)) {
    return {
      code: 'unreachable',
      message: 'The Python package index did not answer.',
      advice: "Check the network and pip's settings (index, proxy, certificates), then try again.",
      retry: true,
    };
  }
  const [, wanted] = NO_VERSION.exec(output) ?? [];
  if (wanted) {
    return {
      code: 'missing-part',
      message: `There is no ${wanted} for this computer's system and Python in the package index.`,
      advice: "Check pip's settings (index), or try another Python by VIVARIUM_AWS_PYTHON.",
      retry: false,
    };
  }
  const last = output
    .match(/^ERROR: .+$/gm)
    ?.at(-1)
    ?.slice('ERROR: '.length);
  return {
    code: 'failed',
    message: `pip could not install the packages${last ? `: ${last.replace(/\.$/, '')}` : ''}.`,
    advice: 'Try again; the log of the app has all that pip said.',
    retry: true,
  };
}
