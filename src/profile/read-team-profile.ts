import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { TeamProfile } from '../model/team-file.ts';
import { JsonError, parseJson } from './parse-json.ts';
import { ProfileError } from './profile-error.ts';
import { checkTeamFile } from './check-team-file.ts';

/** Path relative to the root of a workspace. */
export const teamFileName = '.vscode/parallel-profiler.json';

/** The profile of one function in a team file, and its position. */
export interface FoundTeamProfile {
  profile: TeamProfile;
  /** Absolute path of the file. */
  file: string;
  /** Absolute folder that paths in the file are relative to. */
  root: string;
}

/** A function's file, and the topmost folder in which a team file applies to it. */
export interface TeamPlace {
  /** Absolute path of the file with the function. */
  file: string;
  functionName: string;
  /** The workspace folder; `null` means up to the root of the repository or, outside one, of the disk. */
  within: string | null;
}

/**
 * Returns the profile of a function from the nearest `.vscode/parallel-profiler.json` above its file; `null` if there
 * is none.
 * @throws ProfileError that names the file, the position, what was expected and found
 */
export function readTeamProfile({ file, functionName, within }: TeamPlace): FoundTeamProfile | null {
  const root = teamRootOf(file, within);
  if (root === null) return null;
  const teamFile = join(root, teamFileName);
  const { profiles } = readTeamFile(teamFile);
  const key = teamKey(root, file, functionName);
  const profile = Object.hasOwn(profiles, key) ? profiles[key] : undefined;
  return profile === undefined ? null : { profile, file: teamFile, root };
}

/** One function of a team file. */
export interface TeamFunction {
  /** Absolute path of the function's file. */
  file: string;
  functionName: string;
  profile: TeamProfile;
}

/**
 * Returns all functions of the team file of a folder or the nearest folder above it.
 * @throws ProfileError if there is no team file, or none that can be read
 */
export function readTeamFunctions(folder: string): TeamFunction[] {
  const root = teamRootOf(join(folder, 'any'), null);
  if (root === null)
    throw new ProfileError(
      'inputs',
      `Expected ${teamFileName} in ${folder} or above it, found none. Save the inputs of a function for the team first.`,
    );
  const { profiles } = readTeamFile(join(root, teamFileName));
  return Object.entries(profiles).map(([key, profile]) => {
    const hash = key.lastIndexOf('#');
    return { file: join(root, key.slice(0, hash)), functionName: key.slice(hash + 1), profile };
  });
}

/** Returns the nearest folder above a file that contains a team file, or `null`. */
export function teamRootOf(file: string, within: string | null): string | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    // A file inside `.vscode` belongs to the folder around it.
    if (basename(folder) !== '.vscode' && existsSync(join(folder, teamFileName))) return folder;
    const isLast = within === null ? existsSync(join(folder, '.git')) : folder === within;
    if (isLast || dirname(folder) === folder) return null;
  }
}

/** Returns the key of a function in a root's team file: `src/images.ts#resize`. */
export function teamKey(root: string, file: string, functionName: string): string {
  return `${relative(root, file).split(sep).join('/')}#${functionName}`;
}

/** @throws ProfileError */
function readTeamFile(file: string): { profiles: Record<string, TeamProfile> } {
  const text = readFileSync(file, 'utf8');
  try {
    return checkTeamFile(parseJson(text));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const before = text.slice(0, error.offset).split('\n');
    const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
    throw new ProfileError('inputs', `${file}, line ${line}, column ${column}: ${error.message}.`, {
      file,
      line,
      column,
    });
  }
}
