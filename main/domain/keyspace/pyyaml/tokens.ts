import type { Mark } from './marks.ts';

/** The kinds of token that carry nothing; the names are PyYAML's ids, which its error texts show. */
export type MarkerId =
  | '<document start>'
  | '<document end>'
  | '<stream end>'
  | '<block sequence start>'
  | '<block mapping start>'
  | '<block end>'
  | '['
  | '{'
  | ']'
  | '}'
  | '?'
  | ':'
  | '-'
  | ',';

/** A scalar as it stands: `plain` is without quotes or block indicator, and only then may it be anything but text. */
export interface ScalarContent {
  value: string;
  plain: boolean;
}

export type DirectiveContent =
  { name: 'YAML'; major: number } | { name: 'TAG'; handle: string; prefix: string } | { name: 'unknown' };

interface Place {
  start: Mark;
  end: Mark;
}

export type ScalarToken = Place & ScalarContent & { id: '<scalar>' };
export type NameToken = Place & { id: '<alias>' | '<anchor>'; value: string };
export type TagToken = Place & { id: '<tag>'; handle: string | null; suffix: string };
export type DirectiveToken = Place & DirectiveContent & { id: '<directive>' };
export type Token = (Place & { id: MarkerId }) | ScalarToken | NameToken | TagToken | DirectiveToken;
export type TokenId = Token['id'];
