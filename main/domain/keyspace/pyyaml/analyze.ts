/** How a text may be written. Plain and single-quoted are preferred; double-quoted can hold anything. */
export interface ScalarAnalysis {
  multiline: boolean;
  allowPlain: boolean;
  allowSingleQuoted: boolean;
}

const BLANK = '\0 \t\r\n\x85\u2028\u2029';
const BREAK = '\n\x85\u2028\u2029';
const LEADING_INDICATORS = `#,[]{}&*!|>'"%@\``;

/** Source: analyze_scalar of emitter.py, as far as block context without Unicode output (`yaml.dump`'s defaults) goes. */
export function analyzeScalar(text: string): ScalarAnalysis {
  if (text === '') return { multiline: false, allowPlain: true, allowSingleQuoted: true };
  const characters = Array.from(text);
  const multiline = characters.some((character) => BREAK.includes(character));
  const special = characters.some((character) => character !== '\n' && (character < ' ' || character > '~'));
  const edges = [characters[0], characters.at(-1)];
  const blankEdge = edges.some((character = '') => character === ' ' || BREAK.includes(character));

  const breakThenSpace = /[\n\x85\u2028\u2029] /.test(text);

  const spaceThenBreak = / [\n\x85\u2028\u2029]/.test(text);
  const quotable = !breakThenSpace && !spaceThenBreak && !special;
  return {
    multiline,
    allowPlain: quotable && !blankEdge && !multiline && !hasIndicators(text, characters),
    allowSingleQuoted: quotable,
  };
}

/** Whether something in the text would be taken for syntax if it stood there without quotes. */
function hasIndicators(text: string, characters: readonly string[]): boolean {
  if (text.startsWith('---') || text.startsWith('...')) return true;
  return characters.some((character, i) => {
    const next = characters[i + 1];
    const beforeBlank = next === undefined || BLANK.includes(next);
    if (i === 0) return LEADING_INDICATORS.includes(character) || ('?:-'.includes(character) && beforeBlank);
    if (character === ':') return beforeBlank;
    return character === '#' && BLANK.includes(characters[i - 1] ?? ' ');
  });
}
