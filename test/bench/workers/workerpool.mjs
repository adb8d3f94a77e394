import workerpool from 'workerpool';
import { fibonacci, noop } from './tasks.mjs';

workerpool.worker({ noop, fibonacci });
