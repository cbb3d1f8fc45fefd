import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { line } from '../../src/errors/printable.ts';
import { UsageError } from '../../src/errors/usage-error.ts';

/** The program that probes, and serves the libraries. */
export const gpuHost: string = fileURLToPath(new URL('gpu_host.py', import.meta.url));

/** The GPU of this machine, and the libraries that a Python has for it. */
export interface GpuFacts {
  readonly gpu: string;
  readonly driver: string;
  /** As in `sm_90`. */
  readonly capability: string;
  readonly torch: string;
  readonly cuda: string;
  /** Null without Triton. */
  readonly triton: string | null;
}

const factsSchema: v.GenericSchema<unknown, GpuFacts> = v.object({
  ...{ gpu: v.string(), driver: v.string(), capability: v.string(), torch: v.string(), cuda: v.string() },
  triton: v.nullable(v.string()),
});
const missingSchema = v.object({ missing: v.string(), get: v.string() });

const probeMs = 120_000;
const otherPython = 'or name another Python: npm run gpu-check -- --python PATH';

/** Asks a Python. Throws a UsageError, one line that says what is missing and how to get it. */
export function probeGpu(python: string, host: string = gpuHost): GpuFacts {
  const { error, status, stdout, stderr } = spawnSync(python, [host, 'probe'], { encoding: 'utf8', timeout: probeMs });
  if (error !== undefined)
    throw new UsageError(line`gpu-check: ${python} does not start (${error.message}); install Python, ${otherPython}`);
  const text = stdout.trim().split('\n').at(-1) ?? '';
  const told = v.safeParse(v.union([factsSchema, missingSchema]), jsonOf(text));
  if (status !== 0 || !told.success) {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    throw new UsageError(
      line`gpu-check: ${python} could not be asked (status ${String(status)}): ${said.slice(0, 200)}`,
    );
  }
  const facts = told.output;
  if ('missing' in facts)
    throw new UsageError(line`gpu-check: ${facts.missing}; to get it: ${facts.get}, ${otherPython}`);
  return facts;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
