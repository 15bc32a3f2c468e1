import type { Mark } from './marks.ts';

export const TAG_PREFIX = 'tag:yaml.org,2002:';

interface Common {
  /** Full tag, such as `tag:yaml.org,2002:int`. */
  tag: string;
  start: Mark;
  /** How many nodes this one holds once every alias is written out. */
  weight: number;
}

export type ScalarNode = Common & { kind: 'scalar'; value: string };
export type SequenceNode = Common & { kind: 'sequence'; items: YamlNode[] };
export type MappingNode = Common & { kind: 'mapping'; pairs: [key: YamlNode, value: YamlNode][] };
/** A node of the document; nodes are shared where aliases point to them. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode;

/** What stands where a value was left out. */
export function emptyNode(start: Mark): ScalarNode {
  return { kind: 'scalar', tag: `${TAG_PREFIX}null`, value: '', start, weight: 1 };
}
