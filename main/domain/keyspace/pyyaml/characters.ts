/** Character sets of PyYAML's scanner; a NUL stands for the end of the text. */
export const BREAKS = '\r\n\x85\u2028\u2029';
export const END_OR_BREAK = `\0${BREAKS}`;
export const END_BREAK_OR_SPACE = `\0 ${BREAKS}`;
export const BLANK = `\0 \t${BREAKS}`;

const WORD = /[0-9A-Za-z_-]/;
const HEX = /[0-9A-Fa-f]/;
const URI = /[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]%]/;

/** A letter, digit, `-` or `_`: what names of anchors, directives and tag handles are made of. */
export const isWord = (character: string): boolean => WORD.test(character);
export const isHex = (character: string): boolean => HEX.test(character);
export const isUri = (character: string): boolean => URI.test(character);
export const isDigit = (character: string): boolean => character >= '0' && character <= '9';
