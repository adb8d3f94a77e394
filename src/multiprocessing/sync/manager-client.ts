import { deserialize } from 'node:v8';
import { settled, type Cell } from './cell.ts';
import { reviveSharedError } from './errors.ts';
import { toBytes } from './item-bytes.ts';
import type { ManagerAnswer, ManagerRequest } from './manager-protocol.ts';

/** Sends requests to a manager, from any worker that can reach its desk. */
export class ManagerClient {
  readonly desk: Cell<'call'>;

  constructor(desk: Cell<'call'>) {
    this.desk = desk;
  }

  async ask(request: ManagerRequest): Promise<unknown> {
    const ticket = settled(await this.desk.call('submit', [toBytes(request)]));
    return open(settled(await this.desk.call('collect', [ticket])));
  }

  askSync(request: ManagerRequest): unknown {
    const ticket = settled(this.desk.callSync('submit', [toBytes(request)]));
    return open(settled(this.desk.callSync('collect', [ticket])));
  }
}

function open(bytes: Uint8Array): unknown {
  const answer = deserialize(bytes) as ManagerAnswer;
  if ('error' in answer) throw reviveSharedError(answer.error);
  return answer.value;
}
