/**
 * Runs the analysis server in a process, so that its memory is bounded and returned when the process ends. Relays messages
 * between the parent and the server's thread: the thread reads cancellations during a long answer, which a process cannot.
 */
import type { FromAnalysis, ToAnalysis } from './protocol.ts';
import { type ServerSettings, startServer } from './start-server.ts';

/** First message of the parent. */
export interface AnalysisStart {
  /** Absolute path of the built server. */
  program: string;
  settings: ServerSettings;
}

process.once('message', ({ program, settings }: AnalysisStart) => {
  const server = startServer(program, settings);
  process.on('message', (message: ToAnalysis) => {
    server.postMessage(message);
  });
  server.on('message', (message: FromAnalysis) => {
    process.send?.(message);
  });
  // Fails every open question with its message.
  server.on('error', (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.send?.({ type: 'lost', message }, () => process.exit(1));
  });
});
process.on('disconnect', () => process.exit());
