import type { PoolModel, Report } from '../../src/model/report.ts';
import { counted, integer } from '../../src/report/numbers-in-words.ts';
import { findHeadline } from '../../src/report/find-headline.ts';
import { defaultChunkSize } from '../../src/report/prediction/default-chunk-size.ts';
import type { WhatIfChange } from '../../src/report/prediction/what-if.ts';

export interface WhatIfControls {
  /** Number of cores and of workers. */
  cores: number;
  /** 0 means the pool's default. */
  chunkSize: number;
  items: number;
  /** Factor on the measured task length. */
  taskLength: number;
  transfer: boolean;
  kind: PoolModel['kind'];
}

/**
 * Returns the values of the pool that the report is about, so that the first prediction is its measured speedup. If it
 * has more workers than there are cores, or if promises are the best, a worker for each core.
 * @param cores that can be used at once
 */
export function initialControls(
  report: Pick<Report, 'poolModels' | 'inputs' | 'strategies' | 'recommendation' | 'conclusion'>,
  cores: number,
): WhatIfControls {
  const headline = findHeadline(report);
  const pool = headline?.kind === 'pool' && headline.workers <= cores ? headline : null;
  const model = report.poolModels.find(({ kind }) => kind === pool?.name) ?? report.poolModels[0];
  const workers = pool && model?.kind === pool.name ? pool.workers : cores;
  const items = report.inputs.count;
  const chunkSize = pool && model?.kind === pool.name ? pool.chunkSize : (model?.chunkSize ?? null);
  return {
    cores: workers,
    chunkSize: chunkSize === null || chunkSize === defaultChunkSize(items, workers) ? 0 : chunkSize,
    items,
    taskLength: 1,
    transfer: false,
    kind: model?.kind ?? 'threads',
  };
}

/** Returns the parameters of the prediction. */
export function whatIfChange(controls: WhatIfControls): WhatIfChange {
  return {
    cores: controls.cores,
    workers: controls.cores,
    chunkSize: controls.chunkSize === 0 ? null : controls.chunkSize,
    items: controls.items,
    taskLengthFactor: controls.taskLength,
    transfer: controls.transfer,
    kind: controls.kind,
  };
}

/** Describes the differences from the measurement for screen readers: `with 16 cores, chunk size 8`. */
export function changeInWords(from: WhatIfControls, to: WhatIfControls): string {
  const parts = [
    `with ${counted(to.cores, 'core')}`,
    to.chunkSize === from.chunkSize
      ? null
      : to.chunkSize === 0
        ? 'automatic chunks'
        : `chunk size ${integer(to.chunkSize)}`,
    to.items === from.items ? null : counted(to.items, 'item'),
    to.taskLength === from.taskLength ? null : `tasks ${to.taskLength} times as long`,
    to.transfer ? 'transfer instead of cloning' : null,
    to.kind === from.kind ? null : to.kind,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
