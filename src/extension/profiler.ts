import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { StrategyName } from '../model/plan.ts';
import type { Report } from '../model/report.ts';
import type { Target } from '../model/target.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { AnalysisClient } from '../profile/analysis-client.ts';
import { defaultPlanSettings, type PlanSettings } from '../profile/make-plan.ts';
import { DeclinedError, ProfileError } from '../profile/profile-error.ts';
import type { Programs } from '../profile/built-files.ts';
import type { ProfileRequest } from '../profile/profile.ts';
import type { AskedInputs } from '../profile/resolve-inputs.ts';
import { describeFarmWorkers } from '../report/describe-farm.ts';
import { type RunState, startRun, usualLimits } from '../report/run-state.ts';
import { positionOfItem, singleItemExpression } from '../report/single-item.ts';
import { joinVerdict } from '../report/write-verdict.ts';
import type { RunChoices } from '../../webview/protocol.ts';
import type { RunGate, RunInputs } from './run/run-gate.ts';
import type { RunOrigin } from './run/run-origin.ts';
import type { ChosenFunction } from './run/choose-function.ts';
import type { FunctionsView } from './functions-view.ts';
import { contextKeys, readSetting, setContextKey } from './contributions.ts';
import type { Output } from './output.ts';
import type { Panel } from './panel/panel.ts';
import { runEnvironmentOf } from './run/run-environment.ts';
import { plainNotice } from './run/plain-notice.ts';
import type { StatusBar } from './status-bar.ts';

export interface ProfilerParts {
  programs: Programs;
  /** Holds transpiled files between runs. */
  cacheFolder: string;
  /** Keeps the CPU profiles of a run in a folder for each. */
  profilesFolder: string;
  analysis: AnalysisClient;
  panel: Panel;
  statusBar: StatusBar;
  functionsView: FunctionsView;
  output: Output;
  gate: RunGate;
  /** @param inputs origin of the inputs */
  onReport: (report: Report, inputs: RunOrigin) => void;
}

/** A run does not wait longer for its page. */
const MOST_LOAD_MS = 1_500;

interface SkipControllers {
  longItems: AbortController;
  wait: AbortController;
}

/** Runs one profile at a time, because a second one would distort the first, and shows its progress. */
export class Profiler implements vscode.Disposable {
  readonly #parts: ProfilerParts;
  readonly #confirmed = new Set<string>();
  #current: { name: string; abort: AbortController; skips: SkipControllers; done: Promise<unknown> } | null = null;

  constructor(parts: ProfilerParts) {
    this.#parts = parts;
  }

  /** Name of the function that is being profiled. */
  get running(): string | null {
    return this.#current?.name ?? null;
  }

  /**
   * Profiles a function. Resolves when the run has ended, also after a failure. An earlier run must have ended.
   * @param choices override the settings and the team file
   * @returns the report, or the reason why there is none
   */
  async run(chosen: ChosenFunction, inputs: RunInputs, choices: RunChoices = {}): Promise<Report | string> {
    const { file, name } = chosen.target;
    // Commands ask before they open anything. This asks only about changes since then.
    if (!(await this.#parts.gate.approve({ file, name, origin: chosen.origin, inputs })))
      return vscode.l10n.t('Not profiled: not confirmed.');
    const given = 'of' in inputs ? await itemInputs(inputs.of, inputs.item) : inputs.asked;
    const asked = choices.count === undefined ? given : { ...given, count: choices.count };
    return await this.measureAlone(name, (signal, skips) =>
      this.#run(chosen, asked, inputs.origin, { signal, skips, choices }),
    );
  }

  /**
   * Runs a measurement of a function while nothing else may be measured. An earlier one must have ended.
   * @param measure gets the signal of `cancel` and those of `skipLongItems` and `skipWait`
   */
  async measureAlone<Result>(
    name: string,
    measure: (signal: AbortSignal, skips: SkipControllers) => Promise<Result>,
  ): Promise<Result> {
    if (this.#current) throw new Error(`${this.#current.name} is still being profiled.`);
    const abort = new AbortController();
    const skips = { longItems: new AbortController(), wait: new AbortController() };
    const ended = measure(abort.signal, skips).finally(() => {
      this.#current = null;
      this.#parts.statusBar.clear();
      void setContextKey(contextKeys.running, false);
    });
    // The caller handles a failure.
    this.#current = { name, abort, skips, done: ended.catch(() => undefined) };
    void setContextKey(contextKeys.running, true);
    return await ended;
  }

  /** Kills the run and resolves when its processes have exited. */
  async cancel(): Promise<void> {
    this.#current?.abort.abort();
    await this.#current?.done;
  }

  /** Skips the item whose call lasts, and later ones like it. */
  skipLongItems(): void {
    this.#current?.skips.longItems.abort();
  }

  /** Ends the wait for other programs. */
  skipWait(): void {
    this.#current?.skips.wait.abort();
  }

  dispose(): void {
    // Kills the engine's process group synchronously, without waiting for the report.
    this.#current?.abort.abort();
  }

  async #run(
    { target }: ChosenFunction,
    inputs: ProfileRequest['inputs'],
    origin: RunOrigin,
    { signal, skips, choices }: { signal: AbortSignal; skips: SkipControllers; choices: RunChoices },
  ): Promise<Report | string> {
    const { panel, statusBar, functionsView, output, analysis, programs, cacheFolder, profilesFolder } = this.#parts;
    const { log } = output;
    const uri = vscode.Uri.file(target.file);
    const settings = {
      ...planSettings(uri, target.async),
      cpuProfileFolder: choices.hotLines === true ? join(profilesFolder, randomUUID()) : null,
    };
    const about = { name: target.name, location: target.location };
    log.info(`Profiling ${target.name} in ${target.file}, line ${target.location.line}.`);
    const unplanned = {
      target: about,
      configurations: [],
      budgetSeconds: choices.budgetSeconds ?? settings.budgetSeconds,
    };
    panel.show({ type: 'run', run: startRun(unplanned, usualLimits) });
    panel.reveal();
    statusBar.showRun(target.name, null);
    functionsView.showRun(target, null);
    const { profile } = await import('../profile/profile.ts');
    // The page loads on the cores that the run needs: side by side, neither the first text nor the first figure comes sooner.
    await panel.page.loaded(MOST_LOAD_MS);
    try {
      const report = await profile({
        file: target.file,
        functionName: target.name,
        inputs,
        settings,
        explicit: explicitSettings(choices, target.async),
        targetCores: null,
        ...runEnvironmentOf(target.file),
        programs,
        cacheFolder,
        analysis,
        signal,
        skipLongItems: skips.longItems.signal,
        skipWait: skips.wait.signal,
        confirmEffects: (effects) => this.#confirmEffects(target, effects, signal),
        onStart: (run, { farm }) => {
          panel.show({ type: 'run', run });
          if (farm) log.info(`Queue ${farm.queue} of ${farm.shownRedis}: ${describeFarmWorkers(farm)}.`);
        },
        onEvent: (event, run) => {
          if (event.type === 'progress') functionsView.showRun(target, event.leftMs);
          this.#follow(event, run);
        },
      });
      log.info(joinVerdict(report.verdict));
      this.#parts.onReport(report, origin);
      if (report.cpuProfiles.length > 0) {
        const { forgetOldFiles } = await import('../profile/code-store.ts');
        await forgetOldFiles(profilesFolder);
      }
      return report;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const isDeclined = error instanceof DeclinedError;
      const shown = isDeclined ? vscode.l10n.t('Its side effects were not confirmed.') : message;
      panel.show({ type: 'problem', message: shown, target: about, isDeclined });
      functionsView.showFailure(target, message);
      if (error instanceof ProfileError) log.warn(message);
      else log.error(error instanceof Error ? error : message);
      return message;
    }
  }

  /** Asks once for the same function and effects in this window. A cancelled run does not wait for the answer. */
  async #confirmEffects(
    { file, name }: Pick<Target, 'file' | 'name'>,
    effects: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const shown = plainNotice(effects);
    // The number of repetitions differs from run to run.
    const key = `${file}#${name} ${effects.replace(/ This run .*$/, '')}`;
    this.#parts.output.log.info(shown);
    if (this.#confirmed.has(key)) return true;
    const profile = vscode.l10n.t('Profile');
    const title = vscode.l10n.t('Profile {0} despite its side effects?', plainNotice(name));
    const cancelled = new Promise<undefined>((resolve) =>
      signal.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    const asked = vscode.window.showWarningMessage(title, { modal: true, detail: shown }, profile);
    const answer = await Promise.race([asked, cancelled]);
    if (answer !== profile) return false;
    this.#confirmed.add(key);
    return true;
  }

  #follow(event: RunEvent, run: RunState): void {
    const { panel, statusBar, output } = this.#parts;
    const { name } = run.target;
    panel.follow(event, run);
    if (event.type === 'progress') statusBar.showRun(name, event.leftMs);
    if (event.type === 'output') output.log.info(`[${name}] ${event.text.trimEnd()}`);
    if (event.type === 'machine')
      output.log.info(`Running on Node ${event.machine.nodeVersion}, found by ${event.machine.nodeSource}.`);
  }
}

/** Returns the settings that were chosen for this run alone. */
function explicitSettings(
  { budgetSeconds, workers, strategies, hotLines }: RunChoices,
  isAsync: boolean,
): Partial<PlanSettings> {
  return {
    ...(hotLines === undefined ? {} : { hotLines }),
    ...(budgetSeconds === undefined ? {} : { budgetSeconds }),
    ...(workers === undefined ? {} : { workers }),
    ...(strategies === undefined ? {} : { strategies: suitableStrategies(strategies, isAsync) }),
  };
}

/** Drops the async strategy for functions that are not async. */
function suitableStrategies(
  strategies: readonly Exclude<StrategyName, 'serial'>[],
  isAsync: boolean,
): PlanSettings['strategies'] {
  const suitable = strategies.filter((strategy) => strategy !== 'async' || isAsync);
  return suitable.length > 0 ? ['serial', ...suitable] : 'auto';
}

function planSettings(uri: vscode.Uri, isAsync: boolean): PlanSettings {
  const strategies = readSetting('strategies', uri);
  const workers = readSetting('workers', uri);
  const written = readSetting('redisUrl', uri).trim();
  const redis = written === '' ? null : written;
  return {
    ...defaultPlanSettings,
    budgetSeconds: readSetting('budgetSeconds', uri),
    timeLimitSeconds: readSetting('timeLimitSeconds', uri),
    waitForQuiet: readSetting('waitForQuiet', uri),
    workers: workers.length > 0 ? workers : 'auto',
    strategies: suitableStrategies([...strategies, ...(redis === null ? [] : (['bullmq'] as const))], isAsync),
    redis,
  };
}

/**
 * Returns the inputs of a report reduced to one item.
 * @param item index from 0
 * @throws ProfileError if the item no longer exists
 */
async function itemInputs(inputs: Report['inputs'], item: number): Promise<Omit<AskedInputs, 'cwd'>> {
  const expression = singleItemExpression(inputs, item) ?? (await itemOfFile(inputs, positionOfItem(inputs, item)));
  if (expression !== null) return { expression, spread: inputs.spread };
  throw new ProfileError(
    'inputs',
    vscode.l10n.t(
      'Item {0} cannot be profiled alone: {1} no longer contains it.',
      item,
      inputs.file === null ? vscode.l10n.t('the inputs') : plainNotice(inputs.file),
    ),
  );
}

/** Uses `JSON.parse`, because `__proto__` has another meaning in an expression. */
async function itemOfFile({ file }: Report['inputs'], item: number): Promise<string | null> {
  if (file === null) return null;
  if (file.endsWith('.v8')) {
    const items = `(await import('node:v8')).deserialize((await import('node:fs')).readFileSync(${JSON.stringify(file)}))`;
    return `((items) => [items[${item} % items.length]])(${items})`;
  }
  const items = JSON.parse(await readFile(file, 'utf8')) as unknown;
  if (!Array.isArray(items) || items.length === 0) return null;
  return `[JSON.parse(${JSON.stringify(JSON.stringify(items[item % items.length]))})]`;
}
