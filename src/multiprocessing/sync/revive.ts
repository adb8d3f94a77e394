import { Barrier } from './barrier.ts';
import { Condition } from './condition.ts';
import { DictProxy } from './dict-proxy.ts';
import { Event } from './event.ts';
import { ListProxy } from './list-proxy.ts';
import { Lock, RLock } from './lock.ts';
import { Namespace } from './namespace.ts';
import { Connection } from './pipe.ts';
import { JoinableQueue, Queue } from './queue.ts';
import { BoundedSemaphore, Semaphore } from './semaphore.ts';
import { SharedArray } from './shared-array.ts';
import { reviverOfThread, type SharedHandle, type SharedTransport } from './shared-handle.ts';
import { SimpleQueue } from './simple-queue.ts';
import { Value } from './value.ts';

const classes: Record<string, { fromTransport(transport: SharedTransport): SharedHandle }> = {
  Lock,
  RLock,
  Semaphore,
  BoundedSemaphore,
  Condition,
  Event,
  Barrier,
  Value,
  Array: SharedArray,
  Queue,
  JoinableQueue,
  SimpleQueue,
  Connection,
  ListProxy,
  DictProxy,
  Namespace,
};

/** Creates the shared object of a transport, in the worker that received it. */
function reviveShared(transport: SharedTransport): SharedHandle {
  const { name } = transport;
  const known = classes[name];
  if (known === undefined) throw new TypeError(`Expected a class of shared objects, found ${JSON.stringify(name)}.`);
  return known.fromTransport(transport);
}

// The first copy of the library wins, so that all shared objects of a thread have the same classes.
reviverOfThread().revive ??= reviveShared;
