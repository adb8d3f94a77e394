import type * as vscode from 'vscode';

/** Returns a signal that aborts with a token. VS Code cancels a provider's token when it asks again. */
export function abortSignal(token: vscode.CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  else token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
