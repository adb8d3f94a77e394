import { expect, it } from 'vitest';
import { describeCpuProfile } from '../../src/report/describe-cpu-profile.ts';

it.each([
  ['/tmp/estimatePi.serial.cpuprofile', 'serial'],
  ['/tmp/load.async.cpuprofile', 'promises'],
  ['C:\\profiles\\Pi.serial.serial.cpuprofile', 'serial'],
  ['/tmp/estimatePi.serial.thread-0.cpuprofile', 'serial, other thread 1'],
  ['/tmp/estimatePi.threads-2.main.cpuprofile', '2 threads, main thread'],
  ['/tmp/estimatePi.threads-2.worker-1.cpuprofile', '2 threads, worker 2'],
  ['/tmp/estimatePi.processes-1.worker-0.cpuprofile', '1 process, worker 1'],
  ['/tmp/CPU.20261130.021100.345.0.cpuprofile', null],
  ['/tmp/estimatePi.threads-2.worker-1.json', null],
])('names the thread of the CPU profile %s', (file, thread) => {
  expect(describeCpuProfile(file)).toBe(thread);
});
