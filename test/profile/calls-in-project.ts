import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findCallers } from '../../src/analysis/callers/find-callers.ts';
import { listFunctions } from '../../src/analysis/functions/list-functions.ts';
import { Projects } from '../../src/analysis/project/projects.ts';
import { previewInputs } from '../../src/profile/preview-inputs.ts';
import { programs } from './profile-source.ts';

const cacheFolder = mkdtempSync(join(tmpdir(), 'callers-cache-'));
export const project = { 'package.json': '{ "type": "module" }' };

/** Writes the files of a project; a value that begins with `->` is a link. */
export function writeProject(files: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'callers-')));
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    if (text.startsWith('->')) symlinkSync(join(root, text.slice(2)), path, 'junction');
    else writeFileSync(path, text);
  }
  return root;
}

/** Returns the calls of a function in the other files. */
export function callersOf(root: string, name: string, functionName: string, files: Record<string, string>) {
  const text = files[name] ?? '';
  const file = join(root, name);
  const target = listFunctions(text, file).find((listed) => listed.name === functionName && listed.profilable);
  if (!target) throw new Error(`there is no ${functionName}`);
  return { target, ...findCallers(new Projects(), file, text, target) };
}

/** The items of the best call, evaluated by the engine in the module of the function. */
export async function itemsOf(files: Record<string, string>, [file, functionName]: [string, string]): Promise<unknown> {
  const root = writeProject({ ...project, ...files });
  const { target, candidates, refused } = callersOf(root, file, functionName, files);
  const [best] = candidates;
  if (!best) return { refused: refused.map(({ place, reason }) => `${place}: ${reason}`) };
  const found = await previewInputs({
    target,
    inputs: { kind: 'expression', source: 'call-site', expression: best.expression, spread: best.spread },
    cwd: root,
    node: { settingName: '--node', searchPath: null, own: { path: process.execPath, source: 'self' } },
    programs,
    cacheFolder,
    limitMs: 60_000,
  });
  return { place: best.caller?.place, ...(found.status === 'evaluated' ? { items: found.items } : found) };
}
