/**
 * Reads a port number. It throws for the third of its inputs; the other four still count.
 *
 * @inputs ['80', '443', 'http', '8080', '65535']
 * @throws RangeError when the text is no whole number from 1 to 65535.
 */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new RangeError(`Expected a port from 1 to 65535, found "${text}".`);
  }
  return port;
}
