import type { PyValue } from '../python/values.ts';
import { construct } from './constructor.ts';
import { composeDocument } from './document.ts';

/**
 * What Python's `yaml.full_load(path.read_text())` gives for a file with this text.
 * @throws KeyspaceError with PyYAML's own text for broken YAML
 */
export function load(text: string): PyValue {
  // Python opens text files with universal newlines.
  const root = composeDocument(text.replace(/\r\n?/g, '\n'));
  return root === null ? null : construct(root);
}
