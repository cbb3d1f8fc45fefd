import type { ConvShape, Operation } from '../../src/conv/shape.ts';
import { convShape, shapeKey } from '../../src/conv/shape-text.ts';
import type { Survey, SurveyRow } from '../../src/corpus/survey.ts';
import type { Registry, Subject } from '../../src/engines/engine.ts';
import { runSurvey } from '../../src/survey/run-survey.ts';

export const libraries = ['torch', 'torch-native', 'triton'] as const;
export const modes = ['fp32', 'tf32', 'bf16', 'fp16'] as const;
export type Mode = (typeof modes)[number];

const plain = { stride: [1, 1], dilation: [1, 1], padding: 'valid' } as const;

/** Few, so that all libraries and modes take five minutes: within a tile of a kernel, over several, and with a rest. */
const shapes: Readonly<Partial<Record<Operation, readonly ConvShape[]>>> = {
  matmul: ['1x16', '1x64', '1x100', '1x512'].map((text) => convShape(text, plain)),
  conv2d: ['5x5*3x3', '8x8x3*3x3x8', '6x6x16*3x3x16'].map((text) => convShape(text, plain)),
};
const usualShapes = ({ operation }: Subject): readonly ConvShape[] => shapes[operation] ?? [];
/** Each case is a call of its own, which takes a GPU a third of a millisecond. */
const mostReplays = 2000;

export interface GpuCheck {
  /** Opens the engines of a mode, and closes those of the one before. */
  readonly open: (mode: Mode) => Promise<Registry>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Gets all that is known after each row. */
  readonly write: (survey: Survey) => void;
  /** By default those of a GPU. */
  readonly shapesOf?: (subject: Subject) => readonly ConvShape[];
}

/** What was found: rows that are explained, and all. */
export interface GpuChecked {
  readonly rows: number;
  readonly explained: number;
  /** Whether the time was enough for every mode. */
  readonly isWhole: boolean;
}

/** Reveals every library of each mode, one mode after another, so that few processes hold the GPU at once. */
export async function checkGpu({ open, signal, say, write, shapesOf = usualShapes }: GpuCheck): Promise<GpuChecked> {
  let all: Survey | undefined;
  for (const mode of modes) {
    if (signal.aborted) break;
    const registry = await open(mode);
    try {
      const before = all?.rows ?? [];
      await runSurvey({
        ...{ subjects: registry.subjects, threaded: { subjects: [] }, keptOn: () => [], signal, say, mostReplays },
        ...{ shapesOf, isLong: () => false },
        onRow: (known, row) => {
          const survey = known();
          all = { ...(all ?? survey), rows: [...before, ...survey.rows] };
          write(all);
          say(`${row.subject} ${shapeKey(row.shape)}: ${wordsOf(row)}`);
        },
      });
    } finally {
      await registry.close();
    }
  }
  const rows = all?.rows ?? [];
  return { rows: rows.length, explained: rows.filter(isExplained).length, isWhole: !signal.aborted };
}

const isExplained = ({ groups }: SurveyRow): boolean => groups.length > 0 && groups.every(({ explained }) => explained);

function wordsOf({ groups, outcome, because }: SurveyRow): string {
  const [first, ...others] = groups;
  if (first === undefined) return `${outcome}: ${because}`;
  const more = others.length === 0 ? '' : `, and ${others.length} more trees`;
  return `${first.summary ?? `not explained: ${first.because}`}${more}`;
}
