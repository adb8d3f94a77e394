import { ElementMemory } from './element-memory.ts';
import type { Turn } from './turn.ts';
import { storageOf, type Element, type TypeCode } from './type-codes.ts';

const code = 0;
const length = 1;

/** Bytes that the elements take. @throws {TypeError} if there is no such type code */
export const memoryBytes = (typeCode: TypeCode, elements: number): number => storageOf(typeCode).bytes * elements;

/** The first state of the memory behind a Value or Array. */
export const memoryState = (typeCode: TypeCode, elements: number): number[] => [typeCode.charCodeAt(0), elements];

function memory(turn: Turn): ElementMemory {
  const { heap } = turn;
  const typeCode = String.fromCharCode(turn.at(code)) as TypeCode;
  return new ElementMemory(typeCode, heap.buffer as SharedArrayBuffer, heap.byteOffset, turn.at(length));
}

/** Operations on a Value or Array for other processes. Threads access the memory directly. */
export const memoryOperations = {
  get: (turn: Turn, index: number): Element => memory(turn).get(index),
  set: (turn: Turn, index: number, element: Element): void => memory(turn).set(index, element),
  slice: (turn: Turn, start: number, end: number): Element[] => memory(turn).slice(start, end),
  setSlice: (turn: Turn, start: number, elements: Element[]): void => memory(turn).setSlice(start, elements),
  add: (turn: Turn, index: number, delta: number | bigint): Element => memory(turn).add(index, delta),
};
