import * as vscode from 'vscode';
import type { Report } from '../model/report.ts';
import type { FunctionReference } from './contributions.ts';

/** The last report of each function in this window. */
export class Results implements vscode.Disposable {
  readonly #reports = new Map<string, Report>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #last: Report | null = null;

  add(report: Report): void {
    // The newest is the last one.
    this.#reports.delete(key(report.target));
    this.#reports.set(key(report.target), report);
    this.#last = report;
    this.#changed.fire();
  }

  get(reference: FunctionReference): Report | null {
    return this.#reports.get(key(reference)) ?? null;
  }

  /** Returns the most recently added report. */
  get last(): Report | null {
    return this.#last;
  }

  remove(reference: FunctionReference): void {
    const removed = this.get(reference);
    if (!removed) return;
    this.#reports.delete(key(reference));
    if (this.#last === removed) this.#last = this.all().at(-1) ?? null;
    this.#changed.fire();
  }

  all(): Report[] {
    return [...this.#reports.values()];
  }

  clear(): void {
    this.#reports.clear();
    this.#last = null;
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function key({ file, name }: { file: string; name: string }): string {
  return `${file}#${name}`;
}
