/**
 * Characters that change the appearance of a text without being visible: control and format characters (bidirectional
 * overrides, zero-width), line separators, unusual spaces, and letters without a glyph.
 */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u3164\uffa0\u2800]/gu;

/**
 * Makes hidden characters visible as `<U+202E>`, so that a person reads exactly the text that runs.
 * @param keepLines keeps line breaks and tabs
 */
export function revealCharacters(text: string, { keepLines = false } = {}): string {
  const shown = keepLines ? text.replaceAll('\r\n', '\n') : text;
  return shown.replace(HIDDEN, (character) => {
    if (keepLines && (character === '\n' || character === '\t')) return character;
    const code = character.codePointAt(0) ?? 0;
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}
