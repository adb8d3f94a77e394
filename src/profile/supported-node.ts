/**
 * The versions of Node that everything here runs on, as `engines` of package.json has them: `util.styleText` came with 20.12
 * and 21.7. Module hooks on a thread and `serialization: 'advanced'` behave as the engine needs since 20.6.
 */
export const supportedNode = '20.12+ or 22+';

/** Whether that is a supported Node. @param version as `process.version` gives it: `v22.3.0` */
export function isSupportedNode(version: string): boolean {
  const [, major = 0, minor = 0] = (/^v(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  return major >= 22 || (major === 20 && minor >= 12);
}
