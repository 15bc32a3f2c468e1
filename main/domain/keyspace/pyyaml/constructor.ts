import { repr } from '../python/text.ts';
import { isContainer, PyDict, type PyList, type PyValue } from '../python/values.ts';
import { SCALARS } from './construct-scalars.ts';
import { yamlError, type Mark } from './marks.ts';
import { TAG_PREFIX, type MappingNode, type YamlNode } from './nodes.ts';

const SEQUENCES = ['seq', 'python/list'];
const MAPPINGS = ['map', 'python/dict'];

/** Makes Python's values of a document's tree, level by level as PyYAML does; shared nodes give shared values. */
export function construct(root: YamlNode): PyValue {
  return new Constructor().document(root);
}

class Constructor {
  private readonly made = new Map<YamlNode, PyValue>();
  private unfilled: (() => void)[] = [];

  document(root: YamlNode): PyValue {
    const value = this.value(root);
    while (this.unfilled.length > 0) {
      const level = this.unfilled;
      this.unfilled = [];
      for (const fill of level) fill();
    }
    return value;
  }

  private value(node: YamlNode): PyValue {
    const made = this.made.get(node);
    if (made !== undefined) return made;
    const value = this.make(node);
    this.made.set(node, value);
    return value;
  }

  private make(node: YamlNode): PyValue {
    const name = node.tag.startsWith(TAG_PREFIX) ? node.tag.slice(TAG_PREFIX.length) : '';
    if (SEQUENCES.includes(name)) return this.sequence(node);
    if (MAPPINGS.includes(name)) return this.mapping(node);
    const scalar = SCALARS.get(name);
    if (!scalar) throw constructorError(node.start, `could not determine a constructor for the tag ${repr(node.tag)}`);
    if (node.kind !== 'scalar') throw wrongKind('scalar', node);
    return scalar(node.value);
  }

  private sequence(node: YamlNode): PyList {
    const list: PyList = [];
    this.unfilled.push(() => {
      if (node.kind !== 'sequence') throw wrongKind('sequence', node);
      for (const item of node.items) list.push(this.value(item));
    });
    return list;
  }

  private mapping(node: YamlNode): PyDict {
    const dict = new PyDict();
    this.unfilled.push(() => {
      if (node.kind !== 'mapping') throw wrongKind('mapping', node);
      flatten(node);
      for (const [keyNode, valueNode] of node.pairs) {
        const key = this.value(keyNode);
        if (isContainer(key)) throw mappingError(node, 'found unhashable key', keyNode.start);
        dict.set(key, this.value(valueNode));
      }
    });
    return dict;
  }
}

/** Puts the pairs of merged mappings (`<<`) in front of the mapping's own, which so win. */
function flatten(node: MappingNode): void {
  const merged: MappingNode['pairs'] = [];
  // Taken out first, since a mapping may merge itself.
  const merges = node.pairs.filter(([key]) => key.tag === `${TAG_PREFIX}merge`);
  node.pairs = node.pairs.filter(([key]) => key.tag !== `${TAG_PREFIX}merge`);
  for (const [key] of node.pairs) {
    if (key.tag === `${TAG_PREFIX}value`) key.tag = `${TAG_PREFIX}str`;
  }
  for (const [, value] of merges) {
    if (value.kind === 'mapping') {
      flatten(value);
      merged.push(...value.pairs);
    } else if (value.kind === 'sequence') {
      merged.push(...mergedList(node, value.items));
    } else {
      const problem = `expected a mapping or list of mappings for merging, but found ${value.kind}`;
      throw mappingError(node, problem, value.start);
    }
  }
  node.pairs = [...merged, ...node.pairs];
}

function mergedList(node: MappingNode, items: readonly YamlNode[]): MappingNode['pairs'] {
  const lists = items.map((item) => {
    if (item.kind !== 'mapping') {
      throw mappingError(node, `expected a mapping for merging, but found ${item.kind}`, item.start);
    }
    flatten(item);
    return item.pairs;
  });
  // Earlier mappings win over later ones, hence they come last.
  return lists.reverse().flat();
}

function wrongKind(wanted: string, node: YamlNode): Error {
  return constructorError(node.start, `expected a ${wanted} node, but found ${node.kind}`);
}

function constructorError(mark: Mark, problem: string): Error {
  return yamlError('ConstructorError', { problem, mark });
}

function mappingError(node: MappingNode, problem: string, mark: Mark): Error {
  return yamlError('ConstructorError', {
    context: 'while constructing a mapping',
    contextMark: node.start,
    problem,
    mark,
  });
}
