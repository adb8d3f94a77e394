import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Where the functions write, and a port that accepts connections. */
export interface Places {
  folder: string;
  port: number;
}

type Call = (places: Places) => unknown;

/** Functions with one kind of side effect each. */
export const effects = {
  writes: ({ folder }) => fs.writeFileSync(join(folder, 'written.txt'), 'x'),
  appends: ({ folder }) => fs.appendFileSync(join(folder, 'log.txt'), 'x'),
  writesLater: ({ folder }) => fs.promises.writeFile(join(folder, 'later.txt'), 'x'),
  streams: async ({ folder }) => {
    const stream = fs.createWriteStream(join(folder, 'stream.txt'));
    stream.end('x');
    await once(stream, 'close');
  },
  makesFolder: ({ folder }) => fs.mkdirSync(join(folder, 'made', 'deep'), { recursive: true }),
  removes: ({ folder }) => fs.rmSync(join(folder, 'gone.txt'), { force: true }),
  renames: ({ folder }) => {
    fs.renameSync(join(folder, 'from.txt'), join(folder, 'to.txt'));
  },
  copies: ({ folder }) => fs.copyFileSync(join(folder, 'kept.txt'), join(folder, 'copy.txt')),
  changesMode: ({ folder }) => fs.chmodSync(join(folder, 'kept.txt'), 0o644),
  starts: async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
  },
  startsAndWaits: () => execFileSync(process.execPath, ['--version']),
  connects: async ({ port }) => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  },
} satisfies Record<string, Call>;

/** Similar functions without side effects. */
export const silent = {
  reads: ({ folder }) => fs.readFileSync(join(folder, 'kept.txt'), 'utf8'),
  opensToRead: ({ folder }) => fs.closeSync(fs.openSync(join(folder, 'kept.txt'), 'r')),
  readsLater: ({ folder }) => fs.promises.readFile(join(folder, 'kept.txt')),
  readsStream: async ({ folder }) => {
    const stream = fs.createReadStream(join(folder, 'kept.txt')).resume();
    await once(stream, 'close');
  },
  listsFolder: ({ folder }) => fs.readdirSync(folder),
  looks: ({ folder }) => [fs.existsSync(join(folder, 'none')), fs.lstatSync(folder), fs.statSync(folder)],
  hashes: () => createHash('sha256').update('x').digest('hex'),
  compresses: () => gzipSync('x'),
  computes: () => Array.from({ length: 1000 }, (_, i) => Math.sqrt(i)),
  waits: () => new Promise((resolve) => setTimeout(resolve, 1)),
  printsNothing: () => process.stderr.write(''),
  readsEnvironment: () => [process.env['PATH'], process.cwd(), process.memoryUsage()],
} satisfies Record<string, Call>;
