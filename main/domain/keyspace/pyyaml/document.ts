import { repr } from '../python/text.ts';
import { Composer } from './composer.ts';
import { parserError, yamlError, type Mark } from './marks.ts';
import { emptyNode, TAG_PREFIX, type YamlNode } from './nodes.ts';
import { Scanner } from './scanner.ts';

type Handles = ReadonlyMap<string, string>;

const DEFAULT_HANDLES: Handles = new Map([
  ['!', '!'],
  ['!!', TAG_PREFIX],
]);

/** The tree of the only document in `text`; null for a text without any. */
export function composeDocument(text: string): YamlNode | null {
  const scanner = new Scanner(text);
  const root = firstDocument(scanner);
  if (root === null) return null;
  if (scanner.at('<document end>')) scanner.next();
  const another = documentStart(scanner);
  if (another === null) return root;
  throw yamlError('ComposerError', {
    context: 'expected a single document in the stream',
    contextMark: root.start,
    problem: 'but found another document',
    mark: another.start,
  });
}

function firstDocument(scanner: Scanner): YamlNode | null {
  const compose = (handles: Handles): YamlNode => new Composer(scanner, handles).node({ block: true });
  if (!scanner.at('<directive>', '<document start>', '<stream end>')) return compose(DEFAULT_HANDLES);
  const opening = documentStart(scanner);
  if (opening === null) return null;
  const isEmpty = scanner.at('<directive>', '<document start>', '<document end>', '<stream end>');
  return isEmpty ? emptyNode(scanner.peek().start) : compose(opening.handles);
}

/** Takes what begins an explicit document; null at the end of the text. */
function documentStart(scanner: Scanner): { start: Mark; handles: Handles } | null {
  while (scanner.at('<document end>')) scanner.next();
  if (scanner.at('<stream end>')) return null;
  const { start } = scanner.peek();
  const handles = directives(scanner);
  const token = scanner.peek();
  if (token.id !== '<document start>') {
    throw parserError(token.start, `expected '<document start>', but found '${token.id}'`);
  }
  scanner.next();
  return { start, handles };
}

function directives(scanner: Scanner): Handles {
  const handles = new Map<string, string>();
  let sawVersion = false;
  for (let token = scanner.peek(); token.id === '<directive>'; token = scanner.peek()) {
    scanner.next();
    if (token.name === 'YAML') {
      if (sawVersion) throw parserError(token.start, 'found duplicate YAML directive');
      if (token.major !== 1) {
        throw parserError(token.start, 'found incompatible YAML document (version 1.* is required)');
      }
      sawVersion = true;
    } else if (token.name === 'TAG') {
      if (handles.has(token.handle)) throw parserError(token.start, `duplicate tag handle ${repr(token.handle)}`);
      handles.set(token.handle, token.prefix);
    }
  }
  return new Map([...DEFAULT_HANDLES, ...handles]);
}
