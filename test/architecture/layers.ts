/**
 * Who may import whom, as data. The folders and the arrows are those of the design; `architecture.test.ts` holds them
 * against the code.
 */

/** Folders that the files of one folder may import, besides their own. */
export interface FolderRule {
  /** Relative to the root of the repository. */
  folder: string;
  /** Folders whose files may be imported, as values or types. */
  folders: readonly string[];
  /** Single files elsewhere of which only types may be imported. */
  typesOf: readonly string[];
  /** Packages; `node:` stands for every built-in module. */
  packages: readonly string[];
}

export const folderRules: readonly FolderRule[] = [
  { folder: 'src/model', folders: [], typesOf: [], packages: [] },
  { folder: 'src/math', folders: [], typesOf: [], packages: [] },
  { folder: 'src/report', folders: ['src/model', 'src/math'], typesOf: [], packages: [] },
  { folder: 'src/multiprocessing', folders: [], typesOf: [], packages: ['node:'] },
  { folder: 'src/analysis', folders: ['src/model', 'src/math'], typesOf: [], packages: ['typescript', 'node:'] },
  { folder: 'src/recorder', folders: [], typesOf: [], packages: ['node:'] },
  {
    folder: 'src/engine',
    // Of the recorder, the part that loads a recorder in every worker.
    folders: ['src/model', 'src/math', 'src/multiprocessing', 'src/recorder/preload'],
    typesOf: ['src/recorder/format/events.ts'],
    packages: ['node:'],
  },
  {
    folder: 'src/profile',
    // Of the recorder, the format of its files.
    folders: ['src/model', 'src/report', 'src/analysis', 'src/recorder/format'],
    typesOf: ['src/engine/protocol.ts', 'src/engine/loading/module-map.ts', 'src/engine/script/protocol.ts'],
    packages: ['esbuild', 'jsonc-parser', 'node:'],
  },
  {
    folder: 'src/assistant',
    folders: ['src/model', 'src/report', 'src/analysis', 'src/profile'],
    typesOf: [],
    packages: ['node:'],
  },
  {
    folder: 'src/cli',
    folders: ['src/model', 'src/report', 'src/analysis', 'src/profile', 'src/assistant'],
    typesOf: ['src/multiprocessing/bullmq/worker-options.ts'],
    packages: ['@modelcontextprotocol/server', 'ignore', 'tinyglobby', 'node:'],
  },
  {
    folder: 'src/vitest',
    folders: ['src/model', 'src/report', 'src/multiprocessing'],
    typesOf: [],
    packages: ['vitest', 'node:'],
  },
  {
    folder: 'src/extension',
    folders: ['src/model', 'src/report', 'src/analysis', 'src/profile', 'src/assistant'],
    typesOf: ['webview/protocol.ts'],
    packages: ['vscode', 'node:'],
  },
  {
    folder: 'webview',
    folders: ['src/model', 'src/math', 'src/report'],
    typesOf: [],
    packages: ['@vscode/webview-ui-toolkit', 'uplot'],
  },
];

/** Folders that are divided into rooms, whose imports go one way. */
export const foldersWithRooms: readonly string[] = [
  'src/analysis',
  'src/engine',
  'src/extension',
  'src/multiprocessing',
  'src/profile',
  'src/recorder',
  'src/report',
  'webview',
];

/** Each foreign thing has one owner; where `files` is given, so many files of it at most (style sheets not counted). */
export const owners: readonly { package: string; folder: string; files?: number }[] = [
  { package: 'vscode', folder: 'src/extension' },
  { package: 'typescript', folder: 'src/analysis' },
  { package: 'esbuild', folder: 'src/profile', files: 1 },
  { package: 'jsonc-parser', folder: 'src/profile' },
  { package: '@modelcontextprotocol/server', folder: 'src/cli', files: 1 },
  { package: '@vscode/webview-ui-toolkit', folder: 'webview', files: 1 },
  { package: 'vitest', folder: 'src/vitest', files: 1 },
  { package: 'uplot', folder: 'webview' },
];

/** Modules that a program must not load, directly or indirectly. */
export const unreachable: readonly { from: string; folders: readonly string[]; packages: readonly string[] }[] = [
  // The editor's own process: a runaway function must not hang it, and activation must not wait for the compiler.
  { from: 'src/extension/extension.ts', folders: ['src/multiprocessing', 'src/engine'], packages: ['typescript'] },
  // Every process and thread of the user's command loads the recorder, so it must stay small.
  { from: 'src/recorder/main.ts', folders: ['src/multiprocessing', 'src/engine', 'src/profile'], packages: [] },
  // The measuring processes: everything loaded there in addition to the user's code is measured with it.
  { from: 'src/engine/main.ts', folders: ['src/analysis', 'src/profile'], packages: ['typescript', 'esbuild'] },
];

/**
 * The boundaries between processes or threads, each a file beside the program on the far side, with the unions of what
 * goes there and what comes back.
 */
export const protocols: readonly { path: string; unions: readonly string[] }[] = [
  { path: 'src/analysis/protocol.ts', unions: ['ToAnalysis', 'FromAnalysis'] },
  { path: 'src/engine/farm/protocol.ts', unions: ['ToQueueWorkers', 'FromQueueWorkers'] },
  { path: 'src/engine/host/protocol.ts', unions: ['ToHost', 'FromHost'] },
  { path: 'src/engine/protocol.ts', unions: ['ToEngine', 'FromEngine'] },
  { path: 'src/engine/script/protocol.ts', unions: ['ToWatch', 'FromWatch'] },
  { path: 'src/multiprocessing/bullmq/protocol.ts', unions: ['ToQueueWorker', 'FromQueueWorker'] },
  // One message, once; the exit code is the answer.
  { path: 'src/multiprocessing/process/process-protocol.ts', unions: ['ProcessStart'] },
  // A call and its return value, through memory that both sides see.
  { path: 'src/multiprocessing/sync/manager-protocol.ts', unions: ['ManagerRequest', 'ManagerAnswer'] },
  { path: 'src/multiprocessing/sync/server-protocol.ts', unions: ['ToServer', 'FromServer'] },
  { path: 'src/multiprocessing/wire/protocol.ts', unions: ['ToWorker', 'FromWorker'] },
  { path: 'webview/protocol.ts', unions: ['ToPanel', 'FromPanel'] },
];

export const forbiddenNames: readonly string[] = ['utils', 'helpers', 'common', 'misc', 'types'];
