import { parentPort } from 'node:worker_threads';
import * as tasks from './tasks.mjs';

parentPort.on('message', ({ task, x }) => parentPort.postMessage(tasks[task](x)));
