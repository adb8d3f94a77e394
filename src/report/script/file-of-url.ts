/** Returns the absolute path of a `file:` URL on this machine; `null` for any other text. */
export function fileOfUrl(url: string): string | null {
  const path = decode(/^file:\/\/(\/[^?#]*)/.exec(url)?.[1] ?? '');
  if (path === null || path === '') return null;
  // `/C:/app/tasks.js` on Windows.
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1).replaceAll('/', '\\') : path;
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    // Any program can send any text.
    if (error instanceof URIError) return null;
    throw error;
  }
}
