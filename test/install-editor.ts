/** Gets the editor that the tests run in, so that they find it ready; says which. */
import { findHost } from './host/find-host.ts';

await findHost();
