/** Gets the versions of Node that the tests run on, so that they find them ready. */
import { installNode } from './versions/install-node.ts';
import { nodeVersions, tooOldNode } from './versions/node-versions.ts';

export default function installNodes(): void {
  for (const version of [...nodeVersions, tooOldNode]) installNode(version);
}

if (import.meta.main) installNodes();
