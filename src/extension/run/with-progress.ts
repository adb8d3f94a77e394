import * as vscode from 'vscode';

/**
 * Shows a notification with a Cancel button while something runs.
 * @param action its signal is aborted by the button; `report` replaces the text after the title
 */
export async function withProgress<Result>(
  title: string,
  action: (signal: AbortSignal, report: (message: string) => void) => Promise<Result>,
): Promise<Result> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return await vscode.window.withProgress(options, async (progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    return await action(abort.signal, (message) => progress.report({ message }));
  });
}
