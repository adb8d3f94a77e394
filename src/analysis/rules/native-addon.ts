import type ts from 'typescript';
import { disk } from '../files/disk.ts';
import type { Finding } from '../../model/finding.ts';
import { importedModules } from '../project/imported-modules.ts';
import { readPackage } from '../project/package-facts.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { findingAt, type Rule } from './rule.ts';

const mostModules = 200;

/** Reports native addons in the modules that a candidate's workers load. */
export const nativeAddon: Rule = {
  codes: ['native-addon'],
  check(context) {
    if (context.candidates.length === 0) return [];
    const seen = new Set<ts.SourceFile>();
    const addons = new Map<string, Finding>();
    const walk = (sourceFile: ts.SourceFile, via: ts.Node | null): void => {
      if (seen.has(sourceFile) || seen.size >= mostModules) return;
      seen.add(sourceFile);
      for (const { specifier, node, sourceFile: inner } of importedModules(sourceFile, context.program)) {
        const name = addonIn(specifier, sourceFile.fileName, context);
        const at = via ?? node;
        const related = via ? [{ node, note: 'it is imported here' }] : [];
        if (name !== null && !addons.has(name))
          addons.set(name, findingAt(at, 'native-addon', { package: name }, { related }));
        if (inner) walk(inner, at);
      }
    };
    walk(context.sourceFile, null);
    return [...addons.values()];
  },
};

/**
 * Returns the native addon that a specifier refers to: a `.node` file, or a package built on V8's own interface. Addons
 * on Node-API (`node-addon-api`, `napi`) support several threads.
 */
function addonIn(specifier: string, from: string, context: RuleContext): string | null {
  if (specifier.endsWith('.node')) return specifier;
  if (/^(\.|\/|node:|#)/.test(specifier)) return null;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const folder = packageFolder(name, from, context);
  if (folder === null) return null;
  const known = verdicts.get(folder);
  if (known !== undefined) return known ? name : null;
  const isAddon = buildsOnV8(folder);
  verdicts.set(folder, isAddon);
  return isAddon ? name : null;
}

/** Cached by folder, because installed packages rarely change. */
const verdicts = new Map<string, boolean>();

function packageFolder(name: string, from: string, { program }: RuleContext): string | null {
  const end = from.lastIndexOf('/');
  for (let folder = from.slice(0, end); folder !== ''; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    const path = `${folder}/node_modules/${name}`;
    if (disk.fileExists(`${path}/package.json`)) return path;
    if (folder === program.getCurrentDirectory() && folder.split('/').length < 2) break;
  }
  return null;
}

function buildsOnV8(folder: string): boolean {
  const fields = readPackage(`${folder}/package.json`);
  const dependencies = Object.keys(fields['dependencies'] ?? {});
  if (dependencies.includes('nan')) return true;
  const isNodeApi = dependencies.some((name) =>
    /^(node-addon-api|@napi-rs\/.*|node-gyp-build|detect-libc)$/.test(name),
  );
  return !isNodeApi && (fields['gypfile'] === true || disk.fileExists(`${folder}/binding.gyp`));
}
