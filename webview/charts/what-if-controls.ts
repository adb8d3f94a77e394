import type { PoolModel, Report } from '../../src/model/report.ts';
import { counted, integer } from '../../src/report/numbers-in-words.ts';
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

/** Returns the measured values, with a worker for each core. */
export function initialControls(report: Pick<Report, 'poolModels' | 'inputs'>, cores: number): WhatIfControls {
  const [model] = report.poolModels;
  return {
    cores,
    chunkSize: model?.chunkSize ?? 0,
    items: report.inputs.count,
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
