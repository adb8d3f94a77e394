#!/usr/bin/env node
import { describeFailure, failureCode, stackOf } from './failure.ts';
import { isSupportedNode, supportedNode } from '../profile/supported-node.ts';

// Node's own exit code for an uncaught error is 1, which here means a missed limit.
process.on('uncaughtException', (error: unknown) => {
  // The reader of the messages has ended.
  process.stderr.on('error', () => process.exit(failureCode));
  process.stderr.write(`parallel-profiler: ${describeFailure(error)}${stackOf(error)}\n`, () =>
    process.exit(failureCode),
  );
});

// The program is imported only after this check; on an older Node its imports fail before any of its code runs.
if (isSupportedNode(process.version)) {
  void import('./run-command-line.ts').then(({ runCommandLine }) => runCommandLine(new URL('.', import.meta.url)));
} else {
  console.error(
    `parallel-profiler: Expected Node.js ${supportedNode}, found ${process.version} at ${process.execPath}. ` +
      'Install a newer one from https://nodejs.org.',
  );
  process.exitCode = 2;
}
