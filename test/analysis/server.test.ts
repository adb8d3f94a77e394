import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { CheckCancelled, checkSource } from '../../src/analysis/check-source.ts';
import type { FromAnalysis, ToAnalysis } from '../../src/analysis/protocol.ts';
import { builtFilesIn } from '../../src/profile/built-files.ts';

const program = builtFilesIn(join(import.meta.dirname, '../../dist')).analysis.thread.server;

/**
 * Posts messages to a server before it has started, so that it receives them together. Returns the `id` of every answer,
 * in order, up to that of `last`; those of dropped questions go to `dropped`.
 */
async function answersUpTo(last: number, messages: readonly ToAnalysis[], dropped: number[] = []): Promise<number[]> {
  const server = new Worker(program, { workerData: {} });
  try {
    return await answersOf(server, last, messages, dropped);
  } finally {
    await server.terminate();
  }
}

function answersOf(
  server: Worker,
  last: number,
  messages: readonly ToAnalysis[],
  dropped: number[] = [],
): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const ids: number[] = [];
    const collect = ({ id, type }: FromAnalysis): void => {
      (type === 'cancelled' ? dropped : ids).push(id);
      if (id === last) resolve(ids);
    };
    server.on('message', collect).once('error', reject);
    for (const message of messages) server.postMessage(message);
  });
}

const functions = (id: number): ToAnalysis => ({
  type: 'functions',
  id,
  file: '/p/a.ts',
  text: `function f${id}() {}`,
});

describe('the analysis server', () => {
  it('answers every question about one file', async () => {
    expect(await answersUpTo(3, [functions(1), functions(2), functions(3)])).toEqual([1, 2, 3]);
  });

  it('drops a question that is cancelled before its turn', async () => {
    const messages = [functions(11), functions(12), functions(13), functions(14)];
    const cancelled: ToAnalysis[] = [
      { type: 'cancel', id: 12 },
      { type: 'cancel', id: 13 },
    ];
    const dropped: number[] = [];
    expect(await answersUpTo(14, [...messages, ...cancelled], dropped)).toEqual([11, 14]);
    expect(dropped).toEqual([12, 13]);
  });

  it('ignores the cancellation of an unknown question', async () => {
    expect(await answersUpTo(2, [{ type: 'cancel', id: 1 }, functions(2)])).toEqual([2]);
  });
});

describe('checkSource', () => {
  it('stops between two rules when it is cancelled', () => {
    const file = join(import.meta.dirname, '../workspace/src/square.ts');
    const program = ts.createProgram([file], { noLib: true, allowImportingTsExtensions: true, noEmit: true });
    const sourceFile = program.getSourceFile(file);
    if (!sourceFile) throw new Error(`${file} is missing.`);
    const asked: boolean[] = [];
    const isCancelled = (): boolean => {
      asked.push(true);
      return asked.length === 3;
    };
    expect(() => checkSource(program, sourceFile, { isCancelled })).toThrow(CheckCancelled);
    expect(asked).toHaveLength(3);
  });
});
