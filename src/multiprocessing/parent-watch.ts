/** The program of a thread that ends its process when the parent process has gone, however busy the main thread is. */
import { workerData } from 'node:worker_threads';

const parent = workerData as number;
const everyMs = 200;

setInterval(() => {
  if (process.platform === 'win32' ? isRunning(parent) : process.ppid === parent) return;
  process.kill(process.pid, 'SIGKILL');
}, everyMs);

/** Windows keeps the number of a parent that has gone. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // Sending to a process that is not there fails: that is the answer.
    return false;
  }
}
