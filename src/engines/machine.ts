import { readFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';

/** The machine on which a measurement was taken. */
export interface MachineRecord {
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
}

/** The machine that this process runs on. */
export function machineRecord(): MachineRecord {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

/** What of the processor can change results: its model and its features (known on Linux only). */
export function processor(): {
  readonly cpu: string;
  readonly cpuFeatures: readonly string[];
  readonly platform: string;
} {
  return { cpu: cpus()[0]?.model.trim() ?? 'unknown', cpuFeatures: features(), platform: `${platform()}-${arch()}` };
}

/** Vector and fused multiply-add extensions. Libraries choose their kernels by these. */
const relevant = /^(sse|ssse3|avx|fma|f16c|amx|asimd|sve|neon|fphp)/;

function features(): string[] {
  try {
    const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
    return line.split(' ').filter((flag) => relevant.test(flag));
  } catch {
    return [];
  }
}
