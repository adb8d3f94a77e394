import { ThreadWorker } from 'poolifier';
import { fibonacci, noop } from './tasks.mjs';

export default new ThreadWorker({ noop, fibonacci });
