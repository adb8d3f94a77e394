import { randomUUID } from 'node:crypto';
import { DefaultDeserializer, serialize } from 'node:v8';
import type { FunctionReference } from '../functions/function-reference.ts';
import { DataCloneError, FunctionReferenceError } from '../wire/errors.ts';
import type { FunctionDefinition } from '../wire/protocol.ts';
import { arrives } from '../wire/sealing.ts';
import { dehydrate } from '../wire/shared-handles.ts';
import { describeThrown } from '../user-code.ts';
import { fileURLToPath } from 'node:url';
import { hashOf, moduleBelow } from './module-path.ts';
import {
  protocolVersion,
  type AnswerEnd,
  type FromQueueWorker,
  type JobFunction,
  type ToQueueWorker,
} from './protocol.ts';

/** An answer, with what it cost. */
export interface ArrivedAnswer extends FromQueueWorker {
  /** Size of the arguments in Redis, in bytes. */
  sentBytes: number;
  /** Size of the answer in Redis, in bytes. */
  receivedBytes: number;
  /** When the worker had serialized the answer, by its clock; `null` unless the job asked for times. */
  postedMs: number | null;
}

/** Takes what becomes of a job; one of the two is called, once. */
export interface JobOutcome {
  done(answer: ArrivedAnswer): void;
  failed(error: unknown): void;
}

/** One job of an executor. */
export class JobCall {
  readonly id: string = randomUUID();
  /** `taken` once a worker has started it. */
  state: 'waiting' | 'taken' | 'dropped' = 'waiting';
  /** Whether Redis has confirmed the job, which may be lost with the memory of Redis from then on. */
  accepted = false;
  /** The data of the job; `null` until the function is found. */
  job: ToQueueWorker | null = null;
  readonly count: number;
  readonly sentMs: number = performance.now();
  readonly work: { drop(call: JobCall): boolean };
  readonly outcome: JobOutcome;

  constructor(count: number, work: { drop(call: JobCall): boolean }, outcome: JobOutcome) {
    this.count = count;
    this.work = work;
    this.outcome = outcome;
  }
}

/**
 * Serializes the items of a job, each an array of arguments.
 * @throws {DataCloneError} for arguments that cannot be sent
 */
export function packItems(items: readonly (readonly unknown[])[]): string {
  const shared = dehydrate(items, 'processes');
  if (shared !== null) {
    shared.abandon();
    throw new DataCloneError(
      'Shared objects (Lock, Queue, Value, ...) cannot be sent to the workers of a queue, which may run on other machines.',
    );
  }
  try {
    return serialize(items).toString('base64');
  } catch (error) {
    const index = items.findIndex((item) => !arrives(item));
    throw new DataCloneError(`The arguments of item ${index} cannot be sent: ${describeThrown(error)}`, {
      cause: error,
    });
  }
}

/** Reads a job's return value. */
export function readAnswer(returned: unknown): Pick<ArrivedAnswer, keyof FromQueueWorker | 'postedMs'> {
  const text = new DefaultDeserializer(Buffer.from(String(returned), 'base64'));
  text.readHeader();
  const answer = text.readValue() as FromQueueWorker;
  const end = answer.times === undefined ? null : (text.readValue() as AnswerEnd);
  return { ...answer, postedMs: end?.postedMs ?? null };
}

/**
 * Describes the function as a job does: by a path below the root and an export.
 * @param module `file:` URL of the executor's module
 * @throws {FunctionReferenceError} if no module below the root exports it
 */
export async function describeFunction(
  { settled, found }: FunctionReference,
  module: string,
  root: string,
): Promise<Pick<ToQueueWorker, 'version' | 'module' | 'hash' | 'export'>> {
  const definition = settled ?? (await found);
  const url = definition.kind === 'exported' ? definition.module : module;
  const file = moduleBelow(root, url);
  return {
    version: protocolVersion,
    module: file,
    hash: hashOf(fileURLToPath(url)),
    export: exportOf(definition, module),
  };
}

function exportOf(definition: FunctionDefinition, module: string): JobFunction {
  switch (definition.kind) {
    case 'named':
      return { name: definition.name };
    case 'exported':
      return { name: definition.name, path: definition.path, proof: definition.proof };
    case 'global':
      throw new FunctionReferenceError(
        `Expected a function that a module exports, found ${definition.path}. Workers of a queue call only exports of your modules: export a function that calls it.`,
      );
    case 'nowhere':
      throw new FunctionReferenceError(
        definition.reason ??
          `${definition.name} is not among the exports of ${module}, nor of the modules that it imports. Export it at the top level, or pass the name of an export.`,
      );
  }
}
