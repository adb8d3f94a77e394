/** The program of a thread that ends its process when the parent has gone, however busy the main thread is. */
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';

/** A process that is not busy ends by itself in this time, with its exit handlers. */
const graceMs = 200;

const lifeline = new Socket({ fd: workerData as number, readable: true, writable: false });
lifeline.on('error', () => lifeline.destroy());
lifeline.once('close', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs));
lifeline.resume();
