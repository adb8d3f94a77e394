import { findNode } from '../profile/find-node.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { profileScript } from '../profile/script/profile-script.ts';
import { shellWord } from '../report/command-line.ts';
import { duration } from '../report/numbers-in-words.ts';
import { revealAll } from '../report/reveal-all.ts';
import { revealCharacters } from '../report/reveal-characters.ts';
import { joinVerdict } from '../report/write-verdict.ts';
import { resolvePath } from './resolve-path.ts';
import { shorten } from './shorten.ts';
import { ToolError } from './tool-error.ts';
import { runsCode, type RunningTool } from './tool.ts';

/** Longest time that a command may take, in seconds, unless the call gives another. */
const DEFAULT_TIME_LIMIT = 60;

interface ScriptArguments {
  command: string[];
  folder?: string;
  timeLimitSeconds?: number;
}

/** Profiles a command that is already parallel. */
export const profileScriptTool: RunningTool = {
  name: 'profile_script',
  title: 'Profile Script',
  description:
    'Runs a command that already uses worker threads, child processes, cluster or a pool, unchanged, and reports how its workers used the cores and where they lost time. Runs the command once: the user confirms first.',
  inputSchema: {
    type: 'object',
    properties: {
      command: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        description: 'The program and its arguments, without a shell, such as ["node", "build.js"].',
      },
      folder: { type: 'string', description: 'Working directory inside the workspace. Default: the first folder.' },
      timeLimitSeconds: {
        type: 'number',
        exclusiveMinimum: 0,
        description: `Seconds after which the command is stopped. Default: ${DEFAULT_TIME_LIMIT}.`,
      },
    },
    required: ['command'],
    additionalProperties: false,
  },
  annotations: runsCode,
  prepare: async (input, parts) => {
    const { command, folder, timeLimitSeconds = DEFAULT_TIME_LIMIT } = input as unknown as ScriptArguments;
    const cwd = await resolveFolder(folder, parts.roots());
    const { node } = parts.environment(cwd, cwd);
    const shown = command.map((word) => revealCharacters(shellWord(word))).join(' ');
    return {
      confirmation: [
        'Run this command?',
        `Command: ${shown}`,
        `Folder: ${revealCharacters(cwd)}`,
        'Runs: once, unchanged, with its processes and threads recorded',
        `Budget: stopped after ${timeLimitSeconds} s`,
      ].join('\n'),
      code: '',
      run: async (ended) => {
        const search = await findNode({ ...node, cwd });
        if (!search.found) throw new ProfileError('run', search.message);
        let output = '';
        const report = await parts.measureAlone(shown, ended, (signal) =>
          profileScript({
            ...{ command, cwd, timeLimitSeconds, cpuProfileFolder: null, scaling: [] },
            ...parts.built.script,
            node: search.node.path,
            stdio: ['ignore', 'pipe', 'pipe'],
            onOutput: (text) => {
              output = `${output}${text}`.slice(-800);
            },
            signal,
            isSignalled: false,
          }),
        );
        const id = parts.kept.add({ kind: 'script', report });
        const { verdict, wallMs, processes, workers, findings } = revealAll(report);
        return shorten(
          [
            joinVerdict(verdict),
            `${duration(wallMs)}, ${processes} Node processes, ${workers} workers.`,
            ...findings.slice(0, 6).map(({ severity, code, message }) => `- ${severity} ${code}: ${message}`),
            `Report ${id}. All numbers: get_report.`,
            ...(output.trim() === '' ? [] : ['Last output:', ...revealAll(output.trim()).split('\n').slice(-8)]),
          ].join('\n'),
        );
      },
    };
  },
};

async function resolveFolder(folder: string | undefined, roots: readonly string[]): Promise<string> {
  const [first] = roots;
  if (first === undefined) throw new ToolError('Expected an open workspace folder, found none. Open one first.');
  if (folder === undefined || folder === '.') return first;
  return roots.includes(folder) ? folder : (await resolvePath(folder, roots)).file;
}
