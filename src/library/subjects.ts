import { prepareSubjects } from '../check/prepared-subject.ts';
import { batchOf } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Subject as EngineSubject } from '../engines/engine.ts';
import { functionSubject, type Implementation } from '../engines/function-subject.ts';
import { openRegistry } from '../engines/registry.ts';
import { UsageError } from '../errors/usage-error.ts';

/** One way to compute a convolution: an operation of an engine, an algorithm of lastbit, or a function. */
export interface Subject {
  /** `<engine>/<operation>[:<format>][@<setting>]`, as `lastbit engines` lists it. */
  readonly id: string;
  /** The first part of the id. */
  readonly engine: string;
  /** The format of its outputs. */
  readonly format: 'binary32' | 'binary64' | 'binary16' | 'bfloat16';
  /** The version of its library, once it is there; otherwise why it is missing, and how to get it. */
  status(): Promise<SubjectStatus>;
  /**
   * The outputs of one case, in NHWC order.
   *
   * @param image - batch · height · width · channelsIn numbers (NHWC)
   * @param kernel - kernelHeight · kernelWidth · channelsIn · channelsOut numbers (HWIO, not flipped)
   * @throws UsageError, one line: the case is not of the domain; the engine is missing, failed, or declines the shape
   */
  convolve(image: Float32Array, kernel: Float32Array, shape: ConvShape): Promise<Float32Array | Float64Array>;
}

/** Whether a subject can be asked. */
export interface SubjectStatus {
  /** False where the engine is not installed or does not start. */
  readonly ready: boolean;
  /** Of its library; undefined where it is missing. */
  readonly version?: string;
  /** Why it is missing, and how to get it; one line. */
  readonly reason?: string;
}

const engineSubjects = new WeakMap<Subject, EngineSubject>();

/** The subject behind one that was handed out. */
export function engineSubjectOf(subject: Subject): EngineSubject {
  const found = engineSubjects.get(subject);
  if (found === undefined) throw new UsageError('subject: not one that `engineOf` or `openEngines` returned');
  return found;
}

function handedOut(subject: EngineSubject): Subject {
  const { id, engine, format } = subject;
  const handed: Subject = {
    ...{ id, engine, format },
    status: async () => {
      const { ready, missing } = await prepareSubjects([subject]);
      const [absent] = missing;
      if (absent !== undefined) return { ready: false, reason: `${absent.reason}; to get it: ${absent.howToGetIt}` };
      return { ready: true, version: ready[0]!.version };
    },
    convolve: async (image, kernel, shape) => {
      checkCase({ image, kernel, shape });
      const outcome = await subject.evaluate(batchOf([{ image, kernel, shape }]));
      if (outcome.kind === 'value') return outcome.outputs;
      throw new UsageError(`${id}: ${outcome.kind}: ${outcome.reason}`);
    },
  };
  engineSubjects.set(handed, subject);
  return handed;
}

/**
 * A function of this process as a subject.
 *
 * @param name - letters, digits and . _ -; the subject is `<name>/conv2d`
 * @param implementation - (image, kernel, shape) → outputs, or `{ batch }` for many cases in one call
 * @throws UsageError, one line: `name` is another
 *
 * @example
 * ```js
 * import { engineOf } from 'lastbit';
 * const ones = engineOf('ones', (image, kernel, shape) => new Float32Array(shape.width).fill(1));
 * console.log(ones.id); // ones/conv2d
 * ```
 */
export function engineOf(name: string, implementation: Implementation): Subject {
  return handedOut(functionSubject(name, implementation));
}

/** Which engines to open. */
export interface EnginesOptions {
  /** Names as `lastbit engines` lists them: `lastbit`, `numpy`, `tfjs-cpu` …. Default: all; `[]` for none. */
  readonly engines?: readonly string[];
  /** Programs of your own that speak docs/protocol.md: name → command line. They start at once. */
  readonly commands?: Readonly<Record<string, string>>;
  /** A process that does not answer for so long is restarted. In ms; default 30,000. */
  readonly requestTimeoutMs?: number;
}

/** Engines that were opened. */
export interface Engines {
  /** All their subjects. Those of a missing engine are among them; see `status`. */
  readonly subjects: readonly Subject[];
  /**
   * The subject of an id.
   *
   * @throws UsageError, one line: there is none
   */
  subject(id: string): Subject;
  /** Ends every process. Without it, the program does not end. */
  close(): Promise<void>;
}

/**
 * Opens engines, each in a process of its own that starts at its first question; our own algorithms run in this one. A
 * missing engine is no error: its subjects say so.
 *
 * @throws UsageError, one line: a command line has a quote without an end
 *
 * @example
 * ```js
 * import { openEngines } from 'lastbit';
 * const engines = await openEngines({ engines: ['lastbit'] });
 * const shape = {
 *   batch: 1, height: 1, width: 2, channelsIn: 1, channelsOut: 1,
 *   kernelHeight: 1, kernelWidth: 2, stride: [1, 1], dilation: [1, 1], padding: 'valid',
 * };
 * const pairwise = engines.subject('lastbit/pairwise');
 * console.log((await pairwise.convolve(Float32Array.of(1, 2), Float32Array.of(3, 4), shape)).join()); // 11
 * await engines.close();
 * ```
 */
export async function openEngines(options: EnginesOptions = {}): Promise<Engines> {
  const { engines, commands, requestTimeoutMs } = options;
  const registry = await openRegistry({
    onDemand: 'installed',
    ...(engines === undefined ? {} : { engines }),
    ...(commands === undefined ? {} : { userEngines: commands }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  });
  const subjects = registry.subjects.map(handedOut);
  return {
    subjects,
    subject: (id) => {
      const found = subjects.find((subject) => subject.id === id);
      if (found === undefined) throw new UsageError(`there is no subject ${id}; \`subjects\` lists them`);
      return found;
    },
    close: () => registry.close(),
  };
}
