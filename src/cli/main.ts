#!/usr/bin/env node
import { isSupportedNode, supportedNode } from '../profile/supported-node.ts';

// Node's own exit code for an uncaught error is 1, which here means a missed limit.
process.on('uncaughtException', (error: unknown) => {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const text = `parallel-profiler: Internal error. This is a bug in Parallel Profiler.\n${details}\n`;
  process.stderr.write(text, () => process.exit(2));
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
