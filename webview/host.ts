import type { FromPanel, PanelState, ToPanel } from './protocol.ts';

/** The page's host: the extension, or none in an exported file. */
export interface Host {
  /** `false` in an HTML export, where requests are impossible. */
  readonly present: boolean;
  send(message: FromPanel): void;
  receive(listener: (message: ToPanel) => void): void;
  load(): PanelState | null;
  save(state: PanelState): void;
}

interface VSCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  interface Window {
    /** Exists only inside a VS Code webview and may be called once. */
    acquireVsCodeApi?: () => VSCodeApi;
  }
}

/** Larger states are not stored, because VS Code keeps them as text with the workspace. */
const LARGEST_STATE_CHARACTERS = 4_000_000;

function isPanelState(value: unknown): value is PanelState {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 2 && 'report' in value;
}

/** Returns a connection to the extension through VS Code's message port, or an absent host. */
export function connectHost(): Host {
  const api = window.acquireVsCodeApi?.();
  if (!api) {
    return { present: false, send: () => undefined, receive: () => undefined, load: () => null, save: () => undefined };
  }
  return {
    present: true,
    send: (message) => api.postMessage(message),
    receive: (listener) => {
      window.addEventListener('message', (event: MessageEvent<ToPanel>) => listener(event.data));
    },
    load: () => {
      const state = api.getState();
      return isPanelState(state) ? state : null;
    },
    save: (state) => {
      const fits = JSON.stringify(state).length <= LARGEST_STATE_CHARACTERS;
      api.setState(fits ? state : { version: 2, report: null });
    },
  };
}
