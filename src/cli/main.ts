import { isSupportedNode, supportedNode } from '../profile/supported-node.ts';

// The program is imported only after this check: on an older Node its imports fail before any of its lines run.
if (isSupportedNode(process.version)) {
  void import('./run-command-line.ts').then(({ runCommandLine }) => runCommandLine(new URL('.', import.meta.url)));
} else {
  console.error(
    `parallel-profiler: Expected Node.js ${supportedNode}, found ${process.version} at ${process.execPath}. ` +
      'Install a newer one from https://nodejs.org.',
  );
  process.exitCode = 2;
}
