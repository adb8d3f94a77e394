import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/** A script of a package.json. */
export interface PackageScript {
  name: string;
  /** Position of its quoted name in the text. */
  offset: number;
  length: number;
}

/** Lists the scripts of a package.json, which may be incomplete while it is being typed. */
export function listPackageScripts(text: string): PackageScript[] {
  const root = parseTree(text);
  const scripts = root && findNodeAtLocation(root, ['scripts']);
  return (scripts?.children ?? []).flatMap(({ children: [key, value] = [] }) => {
    const name: unknown = key?.value;
    if (key === undefined || typeof name !== 'string' || value?.type !== 'string') return [];
    return [{ name, offset: key.offset, length: key.length }];
  });
}
