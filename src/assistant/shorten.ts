/**
 * Longest answer in characters. A token is about four characters of English and three of code, so that an answer stays below
 * 1,000 tokens.
 */
const LONGEST_ANSWER = 3_000;
/** A single longer line is cut. */
const LONGEST_LINE = 600;

/**
 * Returns a part of a long answer, cut at a line, with the way to the rest.
 * @param offset lines to skip
 */
export function shorten(text: string, offset = 0): string {
  const lines = text.trimEnd().split('\n');
  const shown: string[] = [];
  let length = 0;
  for (const line of lines.slice(offset)) {
    const cut = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line;
    if (shown.length > 0 && length + cut.length + 1 > LONGEST_ANSWER) break;
    shown.push(cut);
    length += cut.length + 1;
  }
  const end = offset + shown.length;
  if (offset >= lines.length) return `There are only ${lines.length} lines. Call again with a smaller "offset".`;
  const rest = end < lines.length ? ['', `${lines.length - end} more lines: call again with "offset": ${end}.`] : [];
  return [...shown, ...rest].join('\n');
}
