/** Environment variable with the absolute path of the plan; without it the recorder does nothing. */
export declare const recordingVariable = 'PARALLEL_PROFILER_RECORDING';
/** Name of the file that the recorder creates in the folder once the function's file is loaded. */
export declare const loadedMarker = 'loaded';
/** The plan that names, as JSON, the function to record and the destination. */
export interface RecordingPlan {
  /** Absolute folder for the parts, one file per process or thread. */
  folder: string;
  /** The function's file and files compiled from it, by absolute real path. */
  files: Record<string, RecordedFile>;
  /** Names of the parameters, for messages. */
  parameters: string[];
  /** Arguments kept of each call; `null` for all. */
  kept: number | null;
}
/** A file and the text loaded in its place, if the file is unchanged. */
export interface RecordedFile {
  text: string;
  code: string;
}
/** An argument that cannot be cloned. */
export interface RecordingProblem {
  /** `options.onProgress`. */
  path: string;
  /** `a function`. */
  what: string;
  /** Number of calls. */
  calls: number;
}
/** The recording of one process or thread, written with `v8.serialize`. */
export interface RecordingPart {
  /** Calls of the function, without its recursive calls. */
  calls: number;
  /** Argument lists in the order of their calls, each written with `v8.serialize`. */
  kept: Uint8Array[];
  problems: RecordingProblem[];
  /** Calls whose arguments were too large to keep. */
  tooLarge: number;
}
/** Recorded inputs of a run. */
export interface RecordedInputs {
  /** As given. */
  command: string;
  /** Calls during the command. */
  calls: number;
}
//# sourceMappingURL=recording.d.mts.map
