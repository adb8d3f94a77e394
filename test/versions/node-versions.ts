/** The oldest supported Node, and the newest of each supported line with long-term support. */
export const nodeVersions = ['20.12.0', '20', '22', '24', '26'] as const;

/** The newest release that is not supported. */
export const tooOldNode = '20.11.1';
