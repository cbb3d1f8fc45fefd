import { batchedCalls } from './batched-calls.ts';
import type { Benchmark } from './benchmark.ts';
import { certifiedDot } from './certified-dot.ts';
import { engineShare } from './engine-share.ts';
import { flatProgram } from './flat-program.ts';
import { pairPropertySpeed } from './pair-property-speed.ts';
import { revealCalls } from './reveal-calls.ts';
import { revealSpeed } from './reveal-speed.ts';

/** In the order in which they run: those inside this process first, before engines compete for the processor. */
export const benchmarks: readonly Benchmark[] = [
  certifiedDot,
  flatProgram,
  pairPropertySpeed,
  batchedCalls,
  engineShare,
  revealSpeed,
  revealCalls,
];
