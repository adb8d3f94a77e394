/** Returns the lowest version that a range allows, as major.minor: 20.06 for `^20.6 || >=22`. */
export function lowestVersion(range: string): number | null {
  const lowest = range.split('||').map((part) => {
    const [, operator = '', major, minor = '0'] = /([<>=^~]*)\s*v?(\d+)(?:\.(\d+))?/.exec(part) ?? [];
    return major === undefined || operator.startsWith('<') ? 0 : Number(major) + Number(minor) / 100;
  });
  return Math.min(...lowest);
}

/**
 * Returns whether Node runs TypeScript by stripping the types without a flag: from 22.18 and 23.6.
 * https://nodejs.org/api/typescript.html#type-stripping
 * @param version as major.minor, with two digits for the minor: 22.06
 */
export function stripsTypes(version: number): boolean {
  return version >= 23.06 || (version >= 22.18 && version < 23);
}
