import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Report } from '../model/report.ts';
import { AnalysisClient } from '../profile/analysis-client.ts';
import { defaultPlanSettings } from '../profile/make-plan.ts';
import { profile, type ProfileRequest } from '../profile/profile.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { recordInputs } from '../profile/record-inputs.ts';
import { describeRecording } from '../profile/describe-recording.ts';
import { readTeamProfile } from '../profile/read-team-profile.ts';
import { resolveTarget } from '../profile/resolve-target.ts';
import type { RunCommand } from './commands.ts';
import { confirmEffects } from './confirm-effects.ts';
import { cacheFolder, compileCache, type Installation } from './installation.ts';
import { measurementRequest } from './measurement-request.ts';
import { checkOut, prepareProfileFolder, textOptions, writeResult } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { describeFarmWorkers } from '../report/describe-farm.ts';
import { formatCsv } from '../report/formats/format-csv.ts';
import { formatHtml } from '../report/formats/format-html.ts';
import { formatMarkdown } from '../report/formats/format-markdown.ts';
import { formatText } from '../report/formats/format-text.ts';
import { formatTrace } from '../report/formats/format-trace.ts';
import { revealCharacters } from '../report/reveal-characters.ts';
import { ratio } from '../report/numbers-in-words.ts';
import { readSource } from './source-files.ts';
import { WaitKey } from './wait-key.ts';
import { UsageError } from './usage.ts';

/**
 * Profiles a function and prints the report.
 * @returns 0; 1 if --min-speedup was missed; 2 if it could not run; 130 if it was interrupted
 * @throws UsageError if it cannot begin
 */
export async function run(command: RunCommand, installation: Installation): Promise<number> {
  checkOut(command.out);
  readSource(command.file);
  prepareProfileFolder(command.cpuProfileFolder);
  const interrupt = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    // A second signal skips the report too.
    if (interrupt.signal.aborted) process.exit(exitCodeOf(signal));
    process.exitCode = exitCodeOf(signal);
    interrupt.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const progress = new ProgressLine(process.stderr);
  const wait = new WaitKey(process.stdin, process.stderr);
  try {
    await using analysis = new AnalysisClient(installation.analysis.thread, { compileCache: compileCache() });
    const request = requestFor(command, installation, analysis, interrupt.signal, progress, wait);
    const recorded = await recordFor(command, installation, analysis, interrupt.signal);
    const report = await profile(recorded ? { ...request, inputs: { ...request.inputs, ...recorded } } : request);
    progress.clear();
    return await printReport(report, command, installation);
  } catch (error) {
    progress.clear();
    if (interrupt.signal.aborted) {
      console.error('Interrupted before anything was measured.');
      return 130;
    }
    if (error instanceof ProfileError) throw new UsageError(error.message);
    throw error;
  } finally {
    wait.end();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** Runs the command of --inputs-recorded and prints the result. */
async function recordFor(
  { inputsRecorded: command, file, functionName }: RunCommand,
  { inputsRecorder: recorder }: Installation,
  analysis: AnalysisClient,
  signal: AbortSignal,
): Promise<Pick<ProfileRequest['inputs'], 'file' | 'spread' | 'recorded'> | null> {
  if (command === null) return null;
  const { target, text } = await resolveTarget(analysis, resolve(file), functionName);
  const folder = join(cacheFolder(), 'recorded');
  console.error(`Recording the calls of ${target.name} during: ${command}`);
  const recording = await recordInputs({
    ...{ analysis, target, text, command, recorder, folder, signal },
    cwd: process.cwd(),
  });
  signal.throwIfAborted();
  const { summary, leftOut, reuse } = describeRecording(recording, target.name);
  for (const line of [summary, ...leftOut, reuse]) console.error(line);
  const { file: kept, spread, recorded } = recording;
  return { file: kept, spread, recorded };
}

function requestFor(
  command: RunCommand,
  installation: Installation,
  analysis: AnalysisClient,
  signal: AbortSignal,
  progress: ProgressLine,
  wait: WaitKey,
): ProfileRequest {
  const { workers, strategies, chunkSize, redis, queue, budgetSeconds, timeLimitSeconds } = command;
  const { waitForQuiet, hotLines, cpuProfileFolder } = command;
  return {
    ...measurementRequest(command, installation),
    settings: defaultPlanSettings,
    explicit: {
      ...(workers === null ? {} : { workers }),
      ...(strategies === null ? {} : { strategies }),
      ...(chunkSize === null ? {} : { chunkSize }),
      redis,
      queue,
      ...(budgetSeconds === null ? {} : { budgetSeconds }),
      ...(timeLimitSeconds === null ? {} : { timeLimitSeconds }),
      hotLines,
      waitForQuiet,
      cpuProfileFolder: cpuProfileFolder === null ? null : resolve(cpuProfileFolder),
    },
    workspace: null,
    targetCores: command.targetCores,
    analysis,
    signal,
    skipWait: wait.signal,
    confirmEffects: async (effects) => {
      progress.clear();
      return await confirmEffects(effects, command.isConfirmed, signal);
    },
    onStart: (_, { farm }) => {
      if (farm) console.error(`Queue ${farm.queue} of ${farm.shownRedis}: ${describeFarmWorkers(farm)}.`);
    },
    onEvent: (event, run) => {
      if (event.type === 'waiting') wait.follow(run);
      progress.draw(run, wait.isListening);
    },
  };
}

async function printReport(report: Report, command: RunCommand, installation: Installation): Promise<number> {
  const { outcome } = report;
  const isText = command.format === 'text' || command.format === 'markdown';
  // Programs find the failure in the report; people expect it on stderr.
  const measured = report.strategies.length > 0;
  if (outcome.status === 'completed' || !isText || measured)
    await writeResult(renderReport(report, command, installation), command.out);
  if (outcome.status === 'cancelled') {
    console.error(
      measured
        ? 'Interrupted: the report is of what was measured so far.'
        : 'Interrupted before anything was measured.',
    );
    return 130;
  }
  if (outcome.status === 'failed') {
    // For inputs, the location is in the error that their expression threw.
    const cause = report.inputs.expression === null ? undefined : outcome.error?.cause;
    const stack = outcome.error?.stack ?? cause?.stack ?? '';
    const details = stack.includes(outcome.message)
      ? stack
      : [outcome.message, stack].filter((part) => part !== '').join('\n');
    const text = `Could not ${verbs[outcome.stage]} ${command.file}#${command.functionName}: ${details}`;
    console.error(revealCharacters(text, { keepLines: true }));
    return 2;
  }
  const missed =
    command.minSpeedup === null
      ? missedThreshold(report, teamLimit(command), 'minSpeedup of the team file')
      : missedThreshold(report, command.minSpeedup, '--min-speedup');
  return missed ? 1 : 0;
}

/** Returns `minSpeedup` of the team file. */
function teamLimit({ file, functionName }: RunCommand): number | null {
  const team = readTeamProfile({ file: resolve(file), functionName, within: null });
  return team?.profile.minSpeedup ?? null;
}

const verbs = { inputs: 'get the inputs of', load: 'load', run: 'run' } as const;

function missedThreshold({ strategies }: Report, minimum: number | null, source: string): boolean {
  if (minimum === null) return false;
  const best = Math.max(0, ...strategies.filter(({ name }) => name !== 'serial').map(({ speedup }) => speedup.value));
  if (best >= minimum) return false;
  console.error(`Expected a speedup of at least ${ratio(minimum)} (${source}), found ${ratio(best)}.`);
  return true;
}

function exitCodeOf(signal: NodeJS.Signals): number {
  return signal === 'SIGTERM' ? 143 : 130;
}

/** Renders the report in the format of the command. */
function renderReport(report: Report, { format, out }: RunCommand, { page }: Installation): string {
  switch (format) {
    case 'text':
      return formatText(report, textOptions(out, 100));
    case 'json':
      return JSON.stringify(report, null, 2);
    case 'markdown':
      return formatMarkdown(report);
    case 'html': {
      const [script, css] = [readFileSync(page.script, 'utf8'), readFileSync(page.style, 'utf8')];
      return formatHtml(report, { script, css, nonce: randomBytes(16).toString('hex') });
    }
    case 'csv':
      return formatCsv(report);
    case 'trace':
      return formatTrace(report);
  }
}
