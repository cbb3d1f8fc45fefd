import type { Answer, Question } from './question.ts';
import type { ArithmeticModel, Tally } from './tally.ts';

/** Judges all outputs of an answer under a model: in this thread, or on several. */
export type TallyRunner = (question: Question, answer: Answer, model: ArithmeticModel) => Promise<Tally>;
