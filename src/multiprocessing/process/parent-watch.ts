/** The program of a thread that ends its process when the parent has ended, even if the main thread is busy. */
import { Socket } from 'node:net';
import { setTimeout } from 'node:timers';
import { workerData } from 'node:worker_threads';

/** Time in which an idle process ends by itself, running its exit handlers. */
const graceMs = 200;

const lifeline = new Socket({ fd: workerData as number, readable: true, writable: false });
lifeline.on('error', () => lifeline.destroy());
lifeline.once('close', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs));
lifeline.resume();
