/** The program of a manager's thread: stores the lists and dicts, and sleeps between requests. */
import { deserialize, serialize } from 'node:v8';
import { workerData } from 'node:worker_threads';
import { toSharedErrorData } from './errors.ts';
import { LocalCell } from './local-cell.ts';
import { ManagedDict } from './managed-dict.ts';
import { ManagedList } from './managed-list.ts';
import type { ManagerData } from './manager.ts';
import type { ManagerAnswer, ManagerRequest } from './manager-protocol.ts';
import { Monitor } from './monitor.ts';
import { Registry, setParticipantName } from './registry.ts';

const { buffer, registry } = workerData as ManagerData;
setParticipantName('Manager');
const desk = new LocalCell('call', new Monitor(buffer, Registry.of(registry)));
const objects: (ManagedList | ManagedDict)[] = [];

function answer(request: ManagerRequest): unknown {
  switch (request.type) {
    case 'create-list':
      return objects.push(new ManagedList(request.elements)) - 1;
    case 'create-dict':
      return objects.push(new ManagedDict(request.entries)) - 1;
    case 'call': {
      const object = objects[request.object];
      const method: unknown = object === undefined ? undefined : Reflect.get(object, request.method);
      if (typeof method !== 'function') throw new TypeError(`the managed object has no method ${request.method}`);
      return Reflect.apply(method as () => unknown, object, request.args);
    }
  }
}

function tryAnswer(request: ManagerRequest): ManagerAnswer {
  try {
    return { value: answer(request) };
  } catch (error) {
    return { error: toSharedErrorData(error) };
  }
}

desk.callSync('serve', []);
for (;;) {
  const request = desk.callSync('take', []);
  if (request === null || typeof request === 'symbol') break;
  const reply = serialize(tryAnswer(deserialize(request) as ManagerRequest));
  if (desk.callSync('reply', [reply]) === true) continue;
  const message = `the answer has ${reply.length} bytes, more than the manager can hand over at once`;
  desk.callSync('reply', [serialize({ error: { name: 'RangeError', message } } satisfies ManagerAnswer)]);
}
