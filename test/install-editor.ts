/** Downloads the editor in which the tests run, before they start, and prints which one. */
import { findHost } from './host/find-host.ts';

await findHost();
