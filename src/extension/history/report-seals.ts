import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import type { ReportOrigins } from '../run/run-origin.ts';

type Secrets = Pick<vscode.SecretStorage, 'get' | 'store'>;

const keyName = 'parallelProfiler.historyKey';

/** A locked key ring prompts the user first; sealing does not wait longer than this. */
const keyTimeoutMs = 2_000;

/**
 * Seals the reports that this extension stores, so that a report written or changed by anything else is detected. The
 * key is in the secret storage of VS Code, not next to the reports. Without a key, nothing is sealed and every stored
 * report counts as a file.
 */
export class ReportSeals {
  readonly #secrets: Secrets;
  readonly #origins: ReportOrigins;
  readonly #note: (message: string) => void;
  #key: Promise<string | null> | undefined;

  constructor(secrets: Secrets, origins: ReportOrigins, note: (message: string) => void) {
    this.#secrets = secrets;
    this.#origins = origins;
    this.#note = note;
  }

  /**
   * Returns the seal for the text of one of the extension's own reports in a file. A report whose inputs came from a
   * report file gets none, because they still belong to that file.
   * @returns `null` for any other report, and without a key
   */
  async seal(report: Report, file: string, text: string): Promise<string | null> {
    if (this.#origins.ofInputs(report) !== 'own-report') return null;
    const key = await this.#getKey();
    return key === null ? null : mac(key, file, text).toString('hex');
  }

  /** Marks a report as own if its file is unchanged since it was sealed on this machine. */
  async vouch(report: Report, file: string, text: string, seal: string | undefined): Promise<void> {
    if (seal === undefined || !/^[0-9a-f]{64}$/.test(seal)) return;
    const key = await this.#getKey();
    if (key !== null && timingSafeEqual(mac(key, file, text), Buffer.from(seal, 'hex'))) this.#origins.add(report);
  }

  async #getKey(): Promise<string | null> {
    this.#key ??= this.#findKey();
    return await this.#key;
  }

  async #findKey(): Promise<string | null> {
    const timeout = AbortSignal.timeout(keyTimeoutMs);
    const late = new Promise<never>((_, reject) => {
      timeout.addEventListener('abort', () => reject(new Error('it did not answer in time')), { once: true });
    });
    try {
      return await Promise.race([this.#readOrMakeKey(), late]);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#note(`Earlier runs are not sealed, because the secret storage cannot be used: ${why}.`);
      return null;
    }
  }

  async #readOrMakeKey(): Promise<string> {
    const known = await this.#secrets.get(keyName);
    if (known !== undefined && known !== '') return known;
    await this.#secrets.store(keyName, randomBytes(32).toString('hex'));
    // Another window may have stored its key in the meantime.
    const stored = await this.#secrets.get(keyName);
    if (stored === undefined || stored === '') throw new Error('it did not keep the key');
    return stored;
  }
}

/** Includes the path, so that one sealed report cannot replace another. */
function mac(key: string, file: string, text: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([file, text]))
    .digest();
}
