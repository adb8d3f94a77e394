/** The machine as the engine saw it. */
export interface Machine {
  platform: string;
  arch: string;
  cpuModel: string;
  logicalCores: number;
  physicalCores: number | null;
  /** What Node says can run at once: affinity and, in newer versions, quota respected. */
  availableParallelism: number;
  /** CPUs allowed by the control group, for instance 1.5; `null`: no limit or not known. */
  cpuQuota: number | null;
  /** What this process may use: that of the machine, or less where a control group says so. */
  memoryBytes: number;
  loadAverage: number | null;
  /** Whether it ran on its battery; `null` or absent where nobody tells. */
  onBattery?: boolean | null;
  nodeVersion: string;
  /** Where that Node came from: the setting, the PATH, or the editor's own runtime. */
  nodeSource: 'setting' | 'path' | 'editor' | 'self';
}
