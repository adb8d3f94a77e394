// Runs in an extension host, where `editor.ts` starts it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { median } from '../../src/math/median.ts';
import { activeExtension } from '../extension-host/demo.ts';
import { cancelSubjects, MOST_CANCEL_MS, task } from './cancel-subjects.ts';
import { compareStock, takeStockAtRest, WARM_RUNS } from './held.ts';
import { leftBehind, pidsOfDescendants } from './left-behind.ts';
import { Random } from './random.ts';

interface Asked {
  cancels: number;
  runs: number;
  seed: number;
}

/** Lines without the mark are the editor's own. */
function print(text: string): void {
  console.log(`[test] ${text}`);
}

/** Entry point for the test driver. Rejects if there was a fault. */
export async function run(): Promise<void> {
  const { cancels, runs, seed } = JSON.parse(process.env['PARALLEL_PROFILER_SOAK'] ?? '{}') as Asked;
  await activeExtension();
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error('Expected an open folder, found none.');
  process.env['TMPDIR'] = join(folder, 'temporary');
  mkdirSync(process.env['TMPDIR']);
  const editor = new ObservedEditor(folder);
  await editor.set('waitForQuiet', false);
  const faults = (await cancelRuns(editor, cancels, new Random(seed))) + (await repeatRuns(editor, runs));
  if (faults > 0) throw new Error(`${faults} faults.`);
}

/** The editor with a user who confirms what is asked, or leaves the dialog open. */
class ObservedEditor {
  readonly #folder: string;
  /** Whether the next dialog stays open. */
  leavesOpen = false;
  #files = 0;
  /** Called when the button that cancels appears. */
  #onStart: (() => void) | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    const { executeCommand } = vscode.commands;
    replace(vscode.commands, 'executeCommand', async (command: string, ...rest: unknown[]) => {
      if (command === 'setContext' && rest[0] === 'parallelProfiler.running' && rest[1] === true) this.#onStart?.();
      return await executeCommand(command, ...rest);
    });
    replace(
      vscode.window,
      'showWarningMessage',
      (_text: string, _options: unknown, first: unknown) =>
        new Promise((resolve) => {
          if (!this.leavesOpen) resolve(first);
        }),
    );
    // The command waits until the message is closed.
    replace(vscode.window, 'showErrorMessage', (text: string) => {
      print(`error: ${text}`);
      return Promise.resolve();
    });
  }

  async set(name: string, value: unknown): Promise<void> {
    const settings = vscode.workspace.getConfiguration('parallelProfiler');
    await settings.update(name, value, vscode.ConfigurationTarget.Global);
  }

  /** Writes a module with the function `f` and its inputs. Returns its path. */
  write(source: string, inputs: string): string {
    const file = join(this.#folder, `subject-${++this.#files}.ts`);
    writeFileSync(file, source.replace('export function f(', `/** @inputs ${inputs} */\n$&`));
    return file;
  }

  /** Profiles the function of a file. `begun` resolves when the run can be cancelled, or has ended without it. */
  profile(file: string): { begun: Promise<void>; ended: Promise<void> } {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    this.#onStart = begin;
    const ended = Promise.resolve(vscode.commands.executeCommand('parallelProfiler.profile', { file, name: 'f' })).then(
      begin,
    );
    return { begun, ended };
  }

  async cancel(): Promise<void> {
    await vscode.commands.executeCommand('parallelProfiler.cancel');
  }
}

/** Replaces a function of the editor's API, which the extension shares with this module. */
function replace(owner: object, name: string, value: (...args: never[]) => Promise<unknown>): void {
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
}

/** Returns the number of faults. */
async function cancelRuns(editor: ObservedEditor, count: number, random: Random): Promise<number> {
  if (count === 0) return 0;
  await editor.set('budgetSeconds', 3);
  // Starts what lives as long as the editor.
  await editor.profile(editor.write(task('return n;'), '[1]')).ended;
  const own = new Set(pidsOfDescendants());
  const times: number[] = [];
  let faults = 0;
  let over = 0;
  for (let index = 0; index < count; index++) {
    const subject = random.pick(cancelSubjects);
    const afterMs = random.below(4_000);
    editor.leavesOpen = random.chance(0.3);
    const { begun, ended } = editor.profile(editor.write(subject.source, subject.inputs));
    await begun;
    const isOver = await Promise.race([ended.then(() => true), sleep(afterMs, false)]);
    const started = pidsOfDescendants();
    const at = performance.now();
    await editor.cancel();
    await ended;
    const tookMs = performance.now() - at;
    const left = await leftBehind(started, own);
    const isRight = tookMs <= MOST_CANCEL_MS && left.length === 0;
    if (!isRight) faults++;
    if (isOver) over++;
    else times.push(tookMs);
    print(
      `${isRight ? 'ok' : 'FAULT'}  ${subject.name}, after ${(afterMs / 1_000).toFixed(1)} s: ${isOver ? 'had ended' : inSeconds(tookMs)}${left.length > 0 ? `, left: ${left.join(', ')}` : ''}`,
    );
  }
  print(
    `${count} cancels in the editor, ${over} of runs that had ended: median ${inSeconds(median(times))}, at most ${inSeconds(Math.max(0, ...times))}, ${faults} faults`,
  );
  return faults;
}

/** Returns the number of faults. */
async function repeatRuns(editor: ObservedEditor, count: number): Promise<number> {
  if (count === 0) return 0;
  await editor.set('budgetSeconds', 0.1);
  editor.leavesOpen = false;
  const right = editor.write(task('return n + 1;'), '[1, 2]');
  const failing = editor.write(task('return n;'), 'missing');
  const profileInTurn = async (index: number): Promise<void> => {
    const { begun, ended } = editor.profile(index % 3 === 1 ? failing : right);
    if (index % 3 === 2) {
      await begun;
      await sleep(300);
      await editor.cancel();
    }
    await ended;
  };
  for (let index = 0; index < WARM_RUNS; index++) await profileInTurn(index);
  const first = await takeStockAtRest(Math.max);
  for (let index = WARM_RUNS; index < count + WARM_RUNS; index++) await profileInTurn(index);
  const { lines, isFlat } = compareStock(first, await takeStockAtRest(Math.min), count);
  print(`${count} runs in one extension host, after the first ${WARM_RUNS} and at the end:`);
  for (const line of lines) print(line);
  return isFlat ? 0 : 1;
}

function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
