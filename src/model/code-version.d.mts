/** Identifies the code that ran, to tell later whether it has changed. */
export interface CodeVersion {
  /**
   * Digest of the function and of the project's code that it reaches: calls, variables, classes. Comments, types and layout
   * do not count. `null` if that code changed during the run, so that it is not known which version was measured.
   */
  digest: string | null;
  /** Absolute paths of the files that contain this code. */
  files: string[];
}
//# sourceMappingURL=code-version.d.mts.map
