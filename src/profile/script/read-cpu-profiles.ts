import { readFile, stat } from 'node:fs/promises';
import type { RecordedProfile } from '../../model/script-recording.ts';
import { readCpuProfileName } from '../../report/script/cpu-profile-name.ts';

/** Larger files, and more of them, stay on disk: reading them takes longer than the command. */
const MOST_FILES = 64;
const MOST_BYTES = 32 << 20;

/** Reads the CPU profiles of threads. Leaves out files that are none, damaged or too large. */
export async function readCpuProfiles(files: readonly string[]): Promise<RecordedProfile[]> {
  const profiles: RecordedProfile[] = [];
  for (const file of files.slice(0, MOST_FILES)) {
    const thread = readCpuProfileName(file);
    const profile = thread && (await readProfile(file));
    if (profile) profiles.push({ ...profile, ...thread });
  }
  return profiles;
}

async function readProfile(file: string): Promise<Omit<RecordedProfile, 'pid' | 'threadId'> | null> {
  try {
    if ((await stat(file)).size > MOST_BYTES) return null;
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isRecord(value)) return null;
    const { nodes, samples, timeDeltas } = value;
    if (!Array.isArray(nodes) || !isNumbers(samples) || !isNumbers(timeDeltas)) return null;
    return { nodes: nodes.flatMap(readNode), samples, timeDeltas };
  } catch (error) {
    // Deleted in the meantime, or half written by a process that was killed.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
}

function readNode(node: unknown): RecordedProfile['nodes'] {
  if (!isRecord(node) || typeof node['id'] !== 'number' || !isRecord(node['callFrame'])) return [];
  const { functionName, url, lineNumber } = node['callFrame'];
  if (typeof functionName !== 'string' || typeof url !== 'string' || typeof lineNumber !== 'number') return [];
  const children = isNumbers(node['children']) ? node['children'] : [];
  return [{ id: node['id'], callFrame: { functionName, url, lineNumber }, children }];
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
