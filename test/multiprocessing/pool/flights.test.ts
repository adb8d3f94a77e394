import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Flight } from '../../../src/multiprocessing/pool/chunk-record.ts';
import { nowMs } from '../../../src/multiprocessing/clock.ts';
import { Flights, patienceMs } from '../../../src/multiprocessing/pool/flights.ts';

function flight(id: number): Flight {
  const batch = { count: 1, work: { settle: true, timeoutMs: null } };
  return { id, batch, postedMs: nowMs(), estimateMs: 1, timer: null } as unknown as Flight;
}

it('are stuck once a task has waited too long after the first', async () => {
  const flights = new Flights();
  flights.add(flight(0));
  await sleep(patienceMs + 5);
  expect(flights.isStuck).toBe(false);
  flights.add(flight(1));
  expect(flights.isStuck).toBe(true);
  flights.heard();
  expect(flights.isStuck).toBe(false);
});

it('are recalled once, and again after an answer', async () => {
  const flights = new Flights();
  for (const id of [0, 1, 2]) flights.add(flight(id));
  flights.ask();
  await sleep(patienceMs + 5);
  expect(flights.isStuck).toBe(false);
  flights.heard();
  flights.land(0);
  await sleep(patienceMs + 5);
  expect(flights.isStuck).toBe(true);
});

it('are recalled again if all were returned and others were sent', async () => {
  const flights = new Flights();
  flights.add(flight(0));
  flights.heard();
  flights.returned();
  flights.land(0);
  for (const id of [1, 2]) flights.add(flight(id));
  await sleep(patienceMs + 5);
  expect(flights.isStuck).toBe(true);
});

it('are recalled again if some were sent after the worker was asked and before it heard that', async () => {
  const flights = new Flights();
  for (const id of [0, 1, 2]) flights.add(flight(id));
  flights.ask();
  // The first is done, so the worker is sent more; what it hears now is older.
  flights.heard();
  flights.land(0);
  flights.add(flight(3));
  flights.heard();
  flights.returned();
  flights.land(2);
  expect(flights.asked).toBe(true);
  await sleep(patienceMs + 5);
  expect(flights.isStuck).toBe(true);
  flights.ask();
  expect(flights.isStuck).toBe(false);
});
