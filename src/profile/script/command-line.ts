/**
 * Command lines in the notation that programs on Windows read: double quotes around words with spaces, `\"` for a quote
 * and, before a quote only, `\\` for a backslash. Single quotes are read as a POSIX shell reads them, and never written.
 */

/** Returns a word as it is written in a command line. */
export function quoteWord(word: string): string {
  if (word !== '' && !/[\s"'&|<>^()]/.test(word)) return word;
  return `"${word.replace(/(\\*)("|$)/g, '$1$1$2').replaceAll('"', '\\"')}"`;
}

/** Splits a command line into its words. A quote that is not closed ends with the text. */
export function splitCommand(text: string): string[] {
  const parts = /\s+|'([^']*)'?|"((?:\\(?:\\\\)*"|(?:\\\\)+(?=")|\\+(?![\\"])|[^"\\])*)"?|[^\s"']+/g;
  const words: string[] = [];
  let isInWord = false;
  for (const [part, single, double] of text.matchAll(parts)) {
    if (/^\s/.test(part)) {
      isInWord = false;
      continue;
    }
    const written = single ?? (double === undefined ? part : unescape(double));
    if (isInWord) words.push(`${words.pop() ?? ''}${written}`);
    else words.push(written);
    isInWord = true;
  }
  return words;
}

function unescape(quoted: string): string {
  return quoted
    .replace(/(\\+)$/, (slashes) => slashes.slice(Math.floor(slashes.length / 2)))
    .replace(/(\\*)\\"/g, (_, slashes: string) => `${slashes.slice(slashes.length / 2)}"`);
}
