// The program of one strategy host. It loads the user's module, evaluates the items, and runs passes on request.
import { toErrorData } from '../values/error-data.ts';
import { InputsError } from './evaluate-inputs.ts';
import { receiveFromEngine, send } from './engine-channel.ts';
import type { ToHost } from './protocol.ts';
import { HostedStrategy } from './hosted-strategy.ts';
import { TraceWriter } from './item-trace.ts';
import { SharedWhereabouts, watchItems } from './item-watch.ts';

const whereabouts = new SharedWhereabouts();
const trace = new TraceWriter();
let host: HostedStrategy | null = null;

function stageOf(error: unknown): 'inputs' | 'load' | 'run' {
  if (error instanceof InputsError) return 'inputs';
  return host ? 'run' : 'load';
}

async function handle(message: ToHost): Promise<void> {
  try {
    if (message.type === 'start') {
      if (message.watchItems) await watchItems(whereabouts);
      host = await HostedStrategy.create(message, whereabouts, trace, (sideEffects) =>
        send({ type: 'noticed', sideEffects }),
      );
      send(host.started());
    } else {
      // If the start failed there is nothing to stop, but the engine still waits for an answer.
      send(host ? await host.answer(message) : { type: 'ok' });
    }
  } catch (error) {
    const data = toErrorData(error);
    send({ type: 'failed', stage: stageOf(error), message: data.message, error: data });
  }
}

receiveFromEngine((message) => void handle(message));
// Reports the item at which the function ended the process. Written synchronously where the channel allows it.
process.on('exit', () => send({ type: 'at', item: whereabouts.before + whereabouts.item }));
process.on('uncaughtException', (error, origin) => {
  const data = toErrorData(error);
  const isRejection = origin === 'unhandledRejection';
  if (isRejection) send({ type: 'noticed', sideEffects: { rejections: { count: 1, error: data } } });
  send({
    type: 'failed',
    stage: 'run',
    message: isRejection
      ? `an unhandled promise rejection ended the process: ${data.message}`
      : `an error outside of any call ended the process: ${data.message}`,
    error: data,
    ...(whereabouts.isRunning ? { item: whereabouts.before + whereabouts.item } : {}),
  });
  process.exit(1);
});
