import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, '..', '..', 'out', 'main');

/** What a built file imports, statically or not. */
function imports(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const found = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)["']([^"'\n]+)["']/g);
  return [...found].map(([, specifier = '']) => specifier);
}

/** Every package that a bundle can reach, with its own chunks followed. */
function reached(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const queue = [join(MAIN, entry)];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const specifier of imports(path)) {
      if (specifier.startsWith('.')) queue.push(resolve(dirname(path), specifier));
      else packages.add(specifier);
    }
  }
  return packages;
}

describe('the built bundles', () => {
  // Built by `npm test` before the suites.
  test.each(['web.js', 'cli.js'])('%s does not reach electron', (entry) => {
    const packages = [...reached(entry)];
    expect(packages).toContain('@orpc/server');
    expect(packages.filter((name) => /^electron(\/|$)/.test(name))).toEqual([]);
  });

  test('electron.js does, so the walk finds what there is', () => {
    expect([...reached('electron.js')]).toContain('electron');
  });

  test('the preload script uses electron and nothing else', () => {
    const preload = join(MAIN, '..', 'preload', 'index.cjs');
    expect([...new Set(imports(preload))]).toEqual(['electron']);
    expect(readFileSync(join(MAIN, '..', '..', 'preload', 'index.ts'), 'utf8').split('\n').length).toBeLessThan(40);
  });

  test('the page loads its own files only', () => {
    const page = join(MAIN, '..', 'renderer');
    expect(existsSync(join(page, 'index.html'))).toBe(true);
    const html = readFileSync(join(page, 'index.html'), 'utf8');
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    expect(readdirSync(join(page, 'assets')).length).toBeGreaterThan(0);
  });
});
