import { fixableCodes } from '../../model/change.ts';
import type { FromPanel } from '../../../webview/protocol.ts';
import validate from './panel-message-validator.mjs';

/** Returns a message from the page without unknown members; `null` if it is not part of the protocol. */
export function readPanelMessage(value: unknown): FromPanel | null {
  if (!validate(value)) return null;
  const message = value as FromPanel;
  return message.type === 'fixFinding' && !fixableCodes.includes(message.code) ? null : message;
}
