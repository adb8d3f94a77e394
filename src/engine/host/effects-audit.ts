import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { resolve } from 'node:path';
import { MOST_AUDITED_FILES, type AuditedEffects } from '../../model/audit.ts';

/**
 * Arguments of Node that report accesses to `diagnostics_channel` and deny none
 * (https://nodejs.org/api/permissions.html#audit-mode). Reads are granted, and so are addons, which some releases would
 * refuse otherwise.
 */
export const auditArguments = [
  '--permission-audit',
  '--allow-fs-read=*',
  '--allow-addons',
  // The flag for addons prints a warning.
  '--disable-warning=PERM0001',
];

/** Whether this version of Node can audit: 24.20, 25.8 or later. */
export function canAudit(): boolean {
  return process.allowedNodeEnvironmentFlags.has('--permission-audit');
}

/** A message of the permission model. */
interface Access {
  permission: string;
  resource: string;
}

/** Collects the side effects of everything that runs in this thread until `end`. */
export class EffectsAudit {
  readonly #files = new Set<string>();
  #fileCount = 0;
  readonly #programs = new Map<string, number>();
  readonly #hosts = new Map<string, number>();
  readonly #channels: Record<string, (message: unknown) => void> = {
    'node:permission-model:fs': (message) => this.#addFile(message as Access),
    'node:permission-model:child': (message) => count(this.#programs, (message as Access).resource),
    'node:permission-model:net': (message) => count(this.#hosts, (message as Access).resource),
  };

  constructor() {
    for (const [channel, listener] of Object.entries(this.#channels)) subscribe(channel, listener);
  }

  end(): AuditedEffects {
    for (const [channel, listener] of Object.entries(this.#channels)) unsubscribe(channel, listener);
    return {
      files: [...this.#files],
      fileCount: this.#fileCount,
      programs: byFrequency(this.#programs),
      hosts: byFrequency(this.#hosts),
    };
  }

  #addFile({ permission, resource }: Access): void {
    // Checks of the whole file system, before links are made, name no file.
    if (permission !== 'FileSystemWrite' || resource === '') return;
    const file = resolve(resource);
    if (this.#files.has(file)) return;
    this.#fileCount++;
    if (this.#files.size < MOST_AUDITED_FILES) this.#files.add(file);
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function byFrequency(counts: ReadonlyMap<string, number>): { name: string; count: number }[] {
  return [...counts].map(([name, times]) => ({ name, count: times })).sort((a, b) => b.count - a.count);
}
