import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * Links the installed packages of a repository into a checkout of it, next to each `package.json`. Workspace packages,
 * which `node_modules` links to their sources, link to the sources of the checkout.
 * @param packageFiles paths relative to the root
 * @returns the links
 */
export function linkNodeModules(root: string, checkout: string, packageFiles: readonly string[]): string[] {
  const links: string[] = [];
  const folders = new Set(['.', ...packageFiles.map((file) => dirname(file))]);
  for (const folder of folders) {
    const installed = join(root, folder, 'node_modules');
    const place = join(checkout, folder, 'node_modules');
    if (!isFolder(installed) || existsSync(place)) continue;
    if (hasWorkspaceLinks(root, installed)) mirror({ root, checkout, links }, installed, place);
    else link(installed, place, links);
  }
  return links;
}

interface Mirror {
  root: string;
  checkout: string;
  links: string[];
}

function mirror(to: Mirror, installed: string, place: string): void {
  mkdirSync(place);
  for (const name of readdirSync(installed)) {
    const [entry, copy] = [join(installed, name), join(place, name)];
    if (!isFolder(entry)) continue;
    const source = workspaceSource(to.root, entry);
    if (source !== null) {
      const own = join(to.checkout, source);
      if (isFolder(own)) link(own, copy, to.links);
    } else if (name.startsWith('@') && hasWorkspaceLinks(to.root, entry)) mirror(to, entry, copy);
    else link(entry, copy, to.links);
  }
}

function hasWorkspaceLinks(root: string, folder: string): boolean {
  return readdirSync(folder).some((name) => {
    const entry = join(folder, name);
    return (
      workspaceSource(root, entry) !== null ||
      (name.startsWith('@') && isFolder(entry) && hasWorkspaceLinks(root, entry))
    );
  });
}

/** Returns the folder of the repository that an entry of `node_modules` links to; `null` for an installed package. */
function workspaceSource(root: string, entry: string): string | null {
  if (!lstatSync(entry).isSymbolicLink() || !isFolder(entry)) return null;
  const source = relative(root, realpathSync(entry));
  const parts = source.split(sep);
  return parts[0] === '..' || parts.includes('node_modules') || source === '' ? null : source;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function link(target: string, place: string, links: string[]): void {
  // On Windows every user may create junctions, but only some may create symbolic links.
  symlinkSync(target, place, 'junction');
  links.push(place);
}
