/** Returns code on one line without its imports, shortened to fit into the title of a test. */
export function shortCode(...parts: readonly (string | undefined)[]): string {
  const code = parts.map((part) =>
    (part ?? '')
      .replaceAll(/import [^;]*;/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
  const line = code.filter((part) => part !== '').join(' with ');
  return line.length > 72 ? `${line.slice(0, 71)}…` : line;
}
