import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { ScriptReport } from '../model/script-report.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { profileScript } from '../profile/script/profile-script.ts';
import { formatHtml } from '../report/formats/format-html.ts';
import { formatScriptMarkdown } from '../report/formats/format-script-markdown.ts';
import { formatScriptText } from '../report/formats/format-script-text.ts';
import { formatScriptTrace } from '../report/formats/format-script-trace.ts';
import type { ScriptCommand } from './commands.ts';
import type { Installation } from './installation.ts';
import { checkOut, prepareProfileFolder, textOptions, writeResult } from './output.ts';
import { UsageError } from './usage.ts';

/** SIGHUP: the terminal was closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Profiles a command as it is and prints the report.
 * @returns the exit code of the command; 0 at the time limit; 130 when it was interrupted
 * @throws UsageError when it cannot begin
 */
export async function script(command: ScriptCommand, installation: Installation): Promise<number> {
  checkOut(command.out);
  prepareProfileFolder(command.cpuProfileFolder);
  const [interrupt, kill] = [new AbortController(), new AbortController()];
  const onSignal = (): void => {
    if (interrupt.signal.aborted) kill.abort();
    interrupt.abort();
  };
  for (const name of signals) process.on(name, onSignal);
  try {
    const report = await profileScript({
      command: command.program,
      cwd: process.cwd(),
      timeLimitSeconds: command.timeLimitSeconds,
      cpuProfileFolder: command.cpuProfileFolder === null ? null : resolve(command.cpuProfileFolder),
      scaling: command.scaling,
      recorder: installation.script.recorder,
      watch: installation.script.watch,
      node: process.execPath,
      // Only the report may be on standard output, for the program that reads it.
      stdio: command.format !== 'text' && command.out === null ? ['inherit', 2, 2] : 'inherit',
      ...{ signal: interrupt.signal, kill: kill.signal },
      // A terminal sends Ctrl+C to the whole group.
      isSignalled: process.stdin.isTTY,
    });
    await writeResult(renderReport(report, command, installation), command.out);
    return exitCodeOf(report);
  } catch (error) {
    if (error instanceof ProfileError) throw new UsageError(error.message);
    throw error;
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}

function exitCodeOf({ ending }: ScriptReport): number {
  if (ending.how === 'time-limit') return 0;
  if (ending.how === 'interrupted') return 130;
  const { code, signal } = ending;
  if (code !== null) return code;
  return 128 + (Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0);
}

function renderReport(report: ScriptReport, { format, out }: ScriptCommand, { page }: Installation): string {
  switch (format) {
    case 'text':
      return formatScriptText(report, textOptions(out, 100));
    case 'json':
      return JSON.stringify(report, null, 2);
    case 'markdown':
      return formatScriptMarkdown(report);
    case 'html': {
      const [text, css] = [readFileSync(page.script, 'utf8'), readFileSync(page.style, 'utf8')];
      return formatHtml(report, { script: text, css, nonce: randomBytes(16).toString('hex') });
    }
    case 'trace':
      return formatScriptTrace(report);
  }
}
