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

/** What of a processor can change results. `cpuModel` and features are known on Linux only. */
export interface Processor {
  /** The name under which it is sold, which several processors share. */
  readonly cpu: string;
  /** The numbers by which libraries tell processors apart: "AuthenticAMD family 25 model 17 stepping 1". */
  readonly cpuModel?: string;
  readonly cpuFeatures: readonly string[];
  readonly platform: string;
}

/** The processor of this machine. */
export function processor(): Processor {
  const { cpuModel, cpuFeatures } = fromCpuinfo(cpuinfo());
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    ...(cpuModel === undefined ? {} : { cpuModel }),
    ...{ cpuFeatures, platform: `${platform()}-${arch()}` },
  };
}

/** Vector and fused multiply-add extensions. Libraries choose their kernels by these. */
const relevant = /^(sse|ssse3|avx|fma|f16c|amx|asimd|sve|neon|fphp)/;

/** The fields of /proc/cpuinfo that name a processor, on x86 and on ARM, with what they are called here. */
const modelFields = [
  ...[['vendor_id', ''] as const, ['cpu family', 'family '] as const, ['model', 'model '] as const],
  ...[['stepping', 'stepping '] as const, ['CPU implementer', 'implementer '] as const],
  ...[['CPU part', 'part '] as const, ['CPU variant', 'variant '] as const, ['CPU revision', 'revision '] as const],
];

/** Model and features from the text of /proc/cpuinfo. The first processor stands for all. */
export function fromCpuinfo(text: string): { readonly cpuModel?: string; readonly cpuFeatures: readonly string[] } {
  const field = (name: string): string | undefined => new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, 'm').exec(text)?.[1];
  const known = modelFields.flatMap(([name, word]) => (field(name) === undefined ? [] : [`${word}${field(name)}`]));
  const flags = field('(?:flags|Features)') ?? '';
  return {
    ...(known.length === 0 ? {} : { cpuModel: known.join(' ') }),
    cpuFeatures: flags.split(' ').filter((flag) => relevant.test(flag)),
  };
}

function cpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
