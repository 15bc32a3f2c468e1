import { KeyspaceError } from '../errors.ts';
import { repr } from '../python/text.ts';
import { parserError, yamlError, type Mark } from './marks.ts';
import { emptyNode, TAG_PREFIX, type MappingNode, type SequenceNode, type YamlNode } from './nodes.ts';
import { resolvePlain } from './resolver.ts';
import type { Scanner } from './scanner.ts';
import type { TagToken, TokenId } from './tokens.ts';

/** Python gives up a little earlier or later, depending on its caller's depth. */
const MAX_DEPTH = 490;
/** psimulate has no such limit and would run out of memory: a small file of nested aliases can stand for 10^9 nodes. */
const MAX_WEIGHT = 10_000_000;

interface Properties {
  anchor: string | null;
  tag: string | null;
  start: Mark;
}

interface Context {
  block: boolean;
  /** A sequence whose dashes stand in the column of the key that holds it. */
  indentless?: boolean;
}

/** Builds a document's tree from its tokens: PyYAML's parser and composer in one descent, erring in the same order. */
export class Composer {
  private readonly scanner: Scanner;
  private readonly handles: ReadonlyMap<string, string>;
  private readonly anchors = new Map<string, YamlNode>();
  private depth = 0;

  /** `handles`: what the tag handles (`!`, `!!`, those of directives) stand for. */
  constructor(scanner: Scanner, handles: ReadonlyMap<string, string>) {
    this.scanner = scanner;
    this.handles = handles;
  }

  /** The node that begins at the next token. */
  node(context: Context): YamlNode {
    const { scanner } = this;
    const first = scanner.peek();
    if (first.id === '<alias>') {
      scanner.next();
      const node = this.anchors.get(first.value);
      if (node) return node;
      throw yamlError('ComposerError', { problem: `found undefined alias ${repr(first.value)}`, mark: first.start });
    }
    if (++this.depth > MAX_DEPTH) throw new KeyspaceError('RecursionError', 'maximum recursion depth exceeded');
    const node = this.content(context, this.properties());
    this.depth--;
    return node;
  }

  private properties(): Properties {
    const { start } = this.scanner.peek();
    let anchor: string | null = null;
    let tag: TagToken | null = null;
    for (let token = this.scanner.peek(); ; token = this.scanner.peek()) {
      if (token.id === '<anchor>' && anchor === null) anchor = token.value;
      else if (token.id === '<tag>' && tag === null) tag = token;
      else return { anchor, tag: tag && this.fullTag(tag, start), start };
      this.scanner.next();
    }
  }

  private fullTag({ handle, suffix, start }: TagToken, contextMark: Mark): string {
    const prefix = handle === null ? '' : this.handles.get(handle);
    if (prefix !== undefined) return prefix + suffix;
    const problem = `found undefined tag handle ${repr(handle)}`;
    throw parserError(start, problem, { context: 'while parsing a node', mark: contextMark });
  }

  private content({ block, indentless }: Context, properties: Properties): YamlNode {
    const { scanner } = this;
    const { anchor, tag, start } = properties;
    const token = scanner.peek();
    if (indentless && token.id === '-') return this.sequence(properties, (node) => this.indentlessItems(node));
    if (token.id === '<scalar>') {
      scanner.next();
      const byLooks = (token.plain && tag === null) || tag === '!';
      const resolved = byLooks ? resolvePlain(token.value) : (tag ?? `${TAG_PREFIX}str`);
      return this.anchored(anchor, { kind: 'scalar', tag: resolved, value: token.value, start, weight: 1 });
    }
    if (token.id === '[') return this.sequence(properties, (node) => this.flowItems(node));
    if (token.id === '{') return this.mapping(properties, (node) => this.flowPairs(node));
    if (block && token.id === '<block sequence start>') return this.sequence(properties, (n) => this.blockItems(n));
    if (block && token.id === '<block mapping start>') return this.mapping(properties, (n) => this.blockPairs(n));
    if (anchor !== null || tag !== null) {
      const resolved = tag === null || tag === '!' ? resolvePlain('') : tag;
      return this.anchored(anchor, { kind: 'scalar', tag: resolved, value: '', start, weight: 1 });
    }
    throw parserError(token.start, `expected the node content, but found '${token.id}'`, {
      context: `while parsing a ${block ? 'block' : 'flow'} node`,
      mark: start,
    });
  }

  private anchored<T extends YamlNode>(anchor: string | null, node: T): T {
    if (anchor === null) return node;
    const first = this.anchors.get(anchor);
    if (first) {
      throw yamlError('ComposerError', {
        context: `found duplicate anchor ${repr(anchor)}; first occurrence`,
        contextMark: first.start,
        problem: 'second occurrence',
        mark: node.start,
      });
    }
    this.anchors.set(anchor, node);
    return node;
  }

  private sequence({ anchor, tag, start }: Properties, fill: (node: SequenceNode) => void): YamlNode {
    const resolved = tag === null || tag === '!' ? `${TAG_PREFIX}seq` : tag;
    const node = this.anchored<SequenceNode>(anchor, { kind: 'sequence', tag: resolved, items: [], start, weight: 1 });
    fill(node);
    return node;
  }

  private mapping({ anchor, tag, start }: Properties, fill: (node: MappingNode) => void): YamlNode {
    const resolved = tag === null || tag === '!' ? `${TAG_PREFIX}map` : tag;
    const node = this.anchored<MappingNode>(anchor, { kind: 'mapping', tag: resolved, pairs: [], start, weight: 1 });
    fill(node);
    return node;
  }

  private blockItems(node: SequenceNode): void {
    const opening = this.scanner.next();
    while (this.scanner.at('-')) {
      const { end } = this.scanner.next();
      addItem(node, this.scanner.at('-', '<block end>') ? emptyNode(end) : this.node({ block: true }));
    }
    this.blockEnd('while parsing a block collection', opening.start);
  }

  private indentlessItems(node: SequenceNode): void {
    while (this.scanner.at('-')) {
      const { end } = this.scanner.next();
      addItem(node, this.scanner.at('-', '?', ':', '<block end>') ? emptyNode(end) : this.node({ block: true }));
    }
  }

  private blockPairs(node: MappingNode): void {
    const { scanner } = this;
    const opening = scanner.next();
    while (scanner.at('?')) {
      const key = this.blockPart(scanner.next().end);
      const value = scanner.at(':') ? this.blockPart(scanner.next().end) : emptyNode(scanner.peek().start);
      addPair(node, key, value);
    }
    this.blockEnd('while parsing a block mapping', opening.start);
  }

  private blockPart(end: Mark): YamlNode {
    return this.scanner.at('?', ':', '<block end>') ? emptyNode(end) : this.node({ block: true, indentless: true });
  }

  private blockEnd(context: string, mark: Mark): void {
    const token = this.scanner.peek();
    if (token.id !== '<block end>') {
      throw parserError(token.start, `expected <block end>, but found '${token.id}'`, { context, mark });
    }
    this.scanner.next();
  }

  private flowItems(node: SequenceNode): void {
    const { scanner } = this;
    const opening = scanner.next();
    for (let first = true; !scanner.at(']'); first = false) {
      if (!first) this.flowComma('sequence', opening.start, ']');
      if (scanner.at(']')) break;
      addItem(node, scanner.at('?') ? this.singlePair() : this.node({ block: false }));
    }
    scanner.next();
  }

  /** `[key: value]` stands for a list that holds a mapping of one pair. */
  private singlePair(): YamlNode {
    const { start, end } = this.scanner.next();
    const node: MappingNode = { kind: 'mapping', tag: `${TAG_PREFIX}map`, pairs: [], start, weight: 1 };
    const key = this.flowPart(end, ':', ',', ']');
    addPair(node, key, this.flowValue(']'));
    return node;
  }

  private flowPairs(node: MappingNode): void {
    const { scanner } = this;
    const opening = scanner.next();
    for (let first = true; !scanner.at('}'); first = false) {
      if (!first) this.flowComma('mapping', opening.start, '}');
      if (scanner.at('}')) break;
      if (scanner.at('?')) {
        const key = this.flowPart(scanner.next().end, ':', ',', '}');
        addPair(node, key, this.flowValue('}'));
      } else {
        const key = this.node({ block: false });
        addPair(node, key, emptyNode(scanner.peek().start));
      }
    }
    scanner.next();
  }

  private flowValue(close: ']' | '}'): YamlNode {
    if (this.scanner.at(':')) return this.flowPart(this.scanner.next().end, ',', close);
    return emptyNode(this.scanner.peek().start);
  }

  private flowPart(end: Mark, ...ends: TokenId[]): YamlNode {
    return this.scanner.at(...ends) ? emptyNode(end) : this.node({ block: false });
  }

  private flowComma(what: string, mark: Mark, close: string): void {
    const token = this.scanner.peek();
    if (token.id !== ',') {
      const context = `while parsing a flow ${what}`;
      throw parserError(token.start, `expected ',' or '${close}', but got '${token.id}'`, { context, mark });
    }
    this.scanner.next();
  }
}

function addItem(node: SequenceNode, item: YamlNode): void {
  node.items.push(item);
  grow(node, item.weight);
}

function addPair(node: MappingNode, key: YamlNode, value: YamlNode): void {
  node.pairs.push([key, value]);
  grow(node, key.weight + value.weight);
}

function grow(node: YamlNode, weight: number): void {
  node.weight += weight;
  if (node.weight > MAX_WEIGHT) {
    throw new KeyspaceError('MemoryError', 'The aliases in this file stand for more than 10,000,000 values.');
  }
}
