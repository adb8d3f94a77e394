import type { Page } from 'playwright-core';

/** Folder, file and extension of a new workbench. */
export interface OpenRequest {
  /** Absolute path of the folder. */
  folder: string;
  /** Absolute path of a file shown at once. */
  file?: string;
  /** An extension in its source folder, or one packed as `.vsix`, which is installed first. */
  extension: { kind: 'source'; folder: string } | { kind: 'vsix'; file: string };
  /** The user's settings. */
  settings?: Record<string, unknown>;
  /** With `restricted`, the folder is not trusted. */
  trust?: 'trusted' | 'restricted';
  size?: { width: number; height: number };
}

/** An open editor window. */
export interface Workbench {
  page: Page;
  resize(width: number, height: number): Promise<void>;
  /** Ends the window and every process that was started for it. */
  close(): Promise<void>;
}

export interface ExtensionTestRequest {
  /** Absolute path of the folder with the extension's package.json. */
  extensionFolder: string;
  /** Absolute path of a CommonJS module that exports `run(): Promise<void>`. */
  testModule: string;
  folder: string;
  /** Environment variables that the tests read. */
  environment: Record<string, string>;
  /** File for the editor's own log, as far as it can be separated from the tests' output. */
  editorLog: string;
  /** After which the server gives the tests up; ten minutes if absent. */
  timeoutMs?: number;
}

/** A real VS Code that can be started without anyone watching. */
export interface WorkbenchHost {
  /** Which editor and which browser, for the log. */
  description: string;
  /** Runs a test module inside the extension host; resolves to the exit code. */
  runExtensionTests(request: ExtensionTestRequest): Promise<number>;
  open(request: OpenRequest): Promise<Workbench>;
}
