const CLAUSE = /^(>=|<=|==|!=|>|<)(\d+(?:\.\d+)*)$/;

/** Compares dotted versions number by number; missing numbers are 0. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/**
 * Whether a Python version meets a specifier: clauses of `>= <= > < == !=` and a release number, joined by commas
 * (https://packaging.python.org/en/latest/specifications/version-specifiers/, without wildcards and pre-releases).
 */
export function satisfies(version: string, specifier: string): boolean {
  return specifier
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean)
    .every((text) => {
      const [, operator, wanted] = CLAUSE.exec(text) ?? [];
      if (!operator || !wanted) throw new TypeError(`Not a version specifier: ${text}`);
      const order = compareVersions(version, wanted);
      return {
        '>=': order >= 0,
        '<=': order <= 0,
        '>': order > 0,
        '<': order < 0,
        '==': order === 0,
        '!=': order !== 0,
      }[operator];
    });
}

/** `3.11` of `3.11.7` */
export function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** A specifier in words: "Python 3.10 or newer, but older than 3.14". */
export function describeSpecifier(specifier: string): string {
  const words = { '>=': ' or newer', '<': 'older than ', '<=': 'at most ', '>': 'newer than ', '==': '', '!=': 'not ' };
  const parts = specifier.split(',').flatMap((text) => {
    const [, operator, version] = CLAUSE.exec(text.trim()) ?? [];
    if (!operator || !version) return [];
    return operator === '>=' ? [`${version}${words['>=']}`] : [`${words[operator as keyof typeof words]}${version}`];
  });
  return `Python ${parts.join(', but ')}`;
}
