/** The machine as seen by the engine. */
export interface Machine {
  platform: string;
  arch: string;
  cpuModel: string;
  logicalCores: number;
  physicalCores: number | null;
  /** Node's `availableParallelism()`: respects the affinity and, in newer versions, the quota. */
  availableParallelism: number;
  /** CPUs allowed by the control group, for instance 1.5; `null`: no limit, or unknown. */
  cpuQuota: number | null;
  /** Memory available to this process: the machine's, or the limit of its control group. */
  memoryBytes: number;
  loadAverage: number | null;
  /** Whether it ran on battery; `null` or absent if unknown. */
  onBattery?: boolean | null;
  nodeVersion: string;
  /** The source of that Node: the setting, the PATH, or the editor's own runtime. */
  nodeSource: 'setting' | 'path' | 'editor' | 'self';
}
//# sourceMappingURL=machine.d.mts.map
