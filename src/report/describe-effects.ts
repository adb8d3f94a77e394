import type { Audit, AuditedEffects } from '../model/audit.ts';
import type { Plan } from '../model/plan.ts';
import type { Report } from '../model/report.ts';
import { fileName } from './file-name.ts';
import { counted, integer } from './numbers-in-words.ts';

type DoneAudit = Extract<Audit, { status: 'done' }>;

/** Names that a sentence lists; the rest is counted. */
const MOST_NAMES = 3;

/** `writes 3 files under ./out and starts ffmpeg 12 times`. */
export function listEffects({ files: paths, fileCount, programs, hosts }: AuditedEffects, cwd: string): string {
  const files = withoutFolders(paths);
  const count = fileCount - (paths.length - files.length);
  const parts = [
    ...(count === 1 ? [`writes ${relativeTo(cwd, files[0] ?? '')}`] : []),
    ...(count > 1 ? [`writes ${counted(count, 'file')} under ${nameFolder(cwd, commonFolder(files))}`] : []),
    ...(programs.length > 0 ? [`starts ${names(programs, fileName)}`] : []),
    ...(hosts.length > 0 ? [`connects to ${names(hosts, (name) => (name === '' ? 'this machine' : name))}`] : []),
  ];
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/**
 * Returns the effects of a pass over the items, and how often a run will repeat it.
 * @param cwd absolute path of the folder that paths are relative to
 * @param cores CPUs of this machine that can be used at once
 */
export function describeEffects(audit: DoneAudit, plan: Plan, cwd: string, cores: number): string {
  const { items, count, effects } = audit;
  const parallel = plan.configurations.some(({ strategy }) => strategy !== 'serial') ? ', in parallel too' : '';
  const what =
    items === count
      ? `One pass over ${counted(count, 'item')}`
      : `The first ${integer(items)} of ${counted(count, 'item')}`;
  const agreed = items === count || items === 1 ? listEffects(effects, cwd) : plural(listEffects(effects, cwd));
  return `${what} ${agreed}. This run repeats that about ${integer(expectedPasses(audit, plan, cores))} times${parallel}.`;
}

/** Passes that a configuration makes at least: cold, compared, and a round. */
const FEWEST_PASSES = 3;

/** Returns the number of passes that fit into the budget, to one significant digit. */
export function expectedPasses(
  { passMs }: Pick<DoneAudit, 'passMs'>,
  { configurations, budgetSeconds }: Plan,
  cores: number,
): number {
  const roundMs = configurations.reduce(
    (sum, { strategy, workers }) =>
      sum + passMs / (strategy === 'serial' || strategy === 'async' ? 1 : Math.min(workers, cores)),
    0,
  );
  const rounds = Math.max(FEWEST_PASSES, (budgetSeconds * 1_000) / Math.max(roundMs, 1e-3));
  const passes = rounds * configurations.length;
  const unit = 10 ** Math.floor(Math.log10(passes));
  return Math.round(passes / unit) * unit;
}

/** Returns what is known about side effects before a run; empty if nothing needs to be said. */
export function describeAudit({ audit, target }: Pick<Report, 'audit' | 'target'>): string {
  const folder = target.file.replace(/[\\/][^\\/]*$/, '');
  if (audit === undefined || audit.status === 'notNeeded') return '';
  switch (audit.status) {
    case 'unsupported':
      return `Side effects were not listed before the run: Node ${audit.nodeVersion.replace('v', '')} cannot, Node 24.20 or later can`;
    case 'failed':
      return `Side effects were not listed before the run: ${audit.message.replace(/\.$/, '')}`;
    case 'done': {
      const effects = listEffects(audit.effects, folder);
      return effects === '' ? '' : `A pass ${effects}`;
    }
  }
}

function plural(effects: string): string {
  return effects.replace(/\b(write|start)s\b/g, '$1').replace(/\bconnects\b/g, 'connect');
}

function names(list: readonly { name: string; count: number }[], say: (name: string) => string): string {
  const shown = list
    .slice(0, MOST_NAMES)
    .map(({ name, count }) => `${say(name)}${count > 1 ? ` ${integer(count)} times` : ''}`);
  const rest = list.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${integer(rest)} more`] : [])].join(', ');
}

function commonFolder(files: readonly string[]): string {
  const [first = '', ...others] = files;
  let folder = first.replace(/[\\/][^\\/]*$/, '');
  while (folder !== '' && others.some((file) => !isBelow(file, folder))) folder = folder.replace(/[\\/]?[^\\/]*$/, '');
  return folder === '' ? '/' : folder;
}

/** Leaves out folders that are made for files in them. */
function withoutFolders(paths: readonly string[]): string[] {
  return paths.filter((path) => !paths.some((other) => other !== path && isBelow(other, path)));
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || (path.startsWith(folder) && /[\\/]/.test(path.charAt(folder.length)));
}

/** The folder itself has its name, because a full stop alone would be read as the end of the sentence. */
function nameFolder(cwd: string, folder: string): string {
  return folder === cwd ? `${fileName(cwd)}/` : relativeTo(cwd, folder);
}

function relativeTo(cwd: string, path: string): string {
  return isBelow(path, cwd) ? `./${path.slice(cwd.length + 1).replaceAll('\\', '/')}` : path;
}
