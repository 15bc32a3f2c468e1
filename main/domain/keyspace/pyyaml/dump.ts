import { KeyspaceError } from '../errors.ts';
import { sortedPairs } from '../python/compare.ts';
import { isContainer, PyDict, PyTimestamp, type PyList, type PyValue } from '../python/values.ts';
import { analyzeScalar } from './analyze.ts';
import { TAG_PREFIX } from './nodes.ts';
import { Output } from './output.ts';
import { represent, type PyScalar } from './represent.ts';
import { resolvePlain } from './resolver.ts';
import { writeDoubleQuoted, writePlain, writeSingleQuoted } from './write-scalars.ts';

const SIMPLE_KEY_LIMIT = 128;

interface Context {
  /** The node is a key or value of a mapping. */
  mapping?: boolean;
  /** The node is a key on one line with its colon. */
  simpleKey?: boolean;
}

/** What Python's `yaml.dump(value)` gives, character for character. */
export function dump(value: PyValue): string {
  return new Dumper(value).text;
}

class Dumper {
  private readonly output = new Output();
  private readonly anchors: Map<PyValue, string>;
  private readonly written = new Set<PyValue>();

  constructor(root: PyValue) {
    this.anchors = nameShared(root);
    this.node(root, {});
    this.output.newItem();
  }

  get text(): string {
    return this.output.toString();
  }

  private node(value: PyValue, context: Context): void {
    const anchor = this.anchors.get(value);
    if (anchor !== undefined) {
      const known = this.written.has(value);
      this.output.indicator(`${known ? '*' : '&'}${anchor}`, true);
      if (known) return;
      this.written.add(value);
    }
    if (Array.isArray(value)) this.list(value, context);
    else if (value instanceof PyDict) this.dict(value);
    else this.output.indented(() => this.scalar(value, context), { flow: true });
  }

  private list(items: PyList, { mapping = false }: Context): void {
    const { output } = this;
    if (items.length === 0) return this.empty('[', ']');
    const writeItems = (): void => {
      for (const item of items) {
        output.newItem();
        output.indicator('-', true, { indention: true });
        this.node(item, {});
      }
    };
    output.indented(writeItems, { indentless: mapping && !output.indention });
  }

  private dict(dict: PyDict): void {
    if (dict.size === 0) return this.empty('{', '}');
    this.output.indented(() => {
      for (const [key, value] of sortedEntries(dict)) this.pair(key, value);
    });
  }

  private pair(key: PyValue, value: PyValue): void {
    const { output } = this;
    output.newItem();
    if (this.isSimpleKey(key)) {
      this.node(key, { mapping: true, simpleKey: true });
      output.indicator(':', false);
    } else {
      output.indicator('?', true, { indention: true });
      this.node(key, { mapping: true });
      output.newItem();
      output.indicator(':', true, { indention: true });
    }
    this.node(value, { mapping: true });
  }

  private empty(open: string, close: string): void {
    this.output.indicator(open, true, { whitespace: true });
    this.output.indicator(close, false);
  }

  private isSimpleKey(key: PyValue): boolean {
    if (isContainer(key)) return false;
    const anchor = this.anchors.get(key);
    if (anchor !== undefined && this.written.has(key)) return true;
    const { text, tagLength } = represent(key);
    const length = Array.from(text).length + tagLength + (anchor?.length ?? 0);
    return length < SIMPLE_KEY_LIMIT && text !== '' && !analyzeScalar(text).multiline;
  }

  private scalar(value: PyScalar, { simpleKey = false }: Context): void {
    const { text, isText } = represent(value);
    const { multiline, allowPlain, allowSingleQuoted } = analyzeScalar(text);
    const readsBack = !isText || resolvePlain(text) === `${TAG_PREFIX}str`;
    if (readsBack && allowPlain && !(simpleKey && (text === '' || multiline))) {
      writePlain(this.output, text, !simpleKey);
    } else if (allowSingleQuoted && !(simpleKey && multiline)) {
      writeSingleQuoted(this.output, text, !simpleKey);
    } else {
      writeDoubleQuoted(this.output, text, !simpleKey);
    }
  }
}

/** Names for the values that occur more than once as the same object; scalars but timestamps are never shared. */
function nameShared(root: PyValue): Map<PyValue, string> {
  const seen = new Set<PyValue>();
  const names = new Map<PyValue, string>();
  const visit = (value: PyValue): void => {
    if (!isContainer(value) && !(value instanceof PyTimestamp)) return;
    if (seen.has(value)) {
      if (!names.has(value)) names.set(value, `id${String(names.size + 1).padStart(3, '0')}`);
      return;
    }
    seen.add(value);
    if (Array.isArray(value)) value.forEach(visit);
    else if (value instanceof PyDict) sortedEntries(value).forEach((pair) => pair.forEach(visit));
  };
  visit(root);
  return names;
}

/** Sorted by key; left as they are where keys have no order, as PyYAML does. */
function sortedEntries(dict: PyDict): [PyValue, PyValue][] {
  try {
    return sortedPairs(dict.entries());
  } catch (error) {
    if (error instanceof KeyspaceError) return dict.entries();
    throw error;
  }
}
