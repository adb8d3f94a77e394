/**
 * The Node versions that everything here runs on, as in `engines` of package.json. `util.styleText` requires 20.12 or
 * 21.7; the behaviour of module hooks on a thread and of `serialization: 'advanced'` requires 20.6.
 */
export const supportedNode = '20.12+ or 22+';

/**
 * Returns whether a Node version is supported.
 * @param version as in `process.version`: `v22.3.0`
 */
export function isSupportedNode(version: string): boolean {
  const [, major = 0, minor = 0] = (/^v(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  return major >= 22 || (major === 20 && minor >= 12);
}
