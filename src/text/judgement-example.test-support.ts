import type { AnswerComparison, AnswerJudgement, ElementRecord, JudgementOfFiles } from '../arrays/judgement.ts';

const place = (row: number, column: number, channel: number): ElementRecord['place'] => [
  { axis: 'image', at: 0, of: 1 },
  { axis: 'row', at: row, of: 30 },
  { axis: 'column', at: column, of: 40 },
  { axis: 'channel', at: channel, of: 2 },
];

export const exampleElement: ElementRecord = {
  index: (3 * 40 + 39) * 2 + 1,
  place: place(3, 39, 1),
  computed: 0,
  exact: 0.12345678901234568,
  errorUlp: 16_570_000,
  bound: 1.5e-7,
  errorOverBound: 823_045,
};

/** An answer of which the last column is wrong. */
export const exampleAnswer: AnswerJudgement = {
  name: 'y.npy',
  path: 'y.npy',
  type: 'float32',
  verdict: 'defect',
  answer: '60 of 2,400 outputs are wrong, up to 823,045 bounds away: the last column.',
  notes: ['All 60 wrong outputs are 0: they may never have been written.'],
  outputs: 2400,
  within: 2340,
  wrong: 60,
  notJudged: 0,
  correctlyRounded: 1500,
  wrapped: 0,
  inexact: null,
  largest: exampleElement,
  worst: [
    exampleElement,
    { ...exampleElement, index: 40, place: place(0, 20, 0), computed: 1.5000001, exact: 1.5, errorOverBound: 0.04 },
  ],
  scale: { rootMeanSquare: 0.41, mean: -0.02, largest: 'Infinity', squareRoot: 6, worstCase: 36 },
  stated: 'binary32',
  model: null,
  allowed: false,
  models: [
    { name: 'binary32', tried: 2400, explained: 2340, rootMeanSquare: 0.41 },
    { name: 'TF32 inputs, binary32 sums', tried: 2400, explained: 2341, rootMeanSquare: 'NaN' },
  ],
  algorithms: [],
  places: ['the last column'],
  faults: [{ id: 'unwritten', words: 'they are 0, as if nobody had written them', tried: 60, explained: 60 }],
};

export const exampleRight: AnswerJudgement = {
  ...exampleAnswer,
  ...{ name: 'other', path: 'z.npy', verdict: 'rounding', within: 2400, wrong: 0, places: [], faults: [], notes: [] },
  answer: 'All 2,400 outputs are roundings: within the bound of any order, the largest at 0.04 of it.',
  largest: { ...exampleElement, computed: 0.12345679, errorUlp: 0.3, errorOverBound: 0.04 },
  worst: [{ ...exampleElement, computed: 0.12345679, errorUlp: 0.3, errorOverBound: 0.04 }],
  scale: { rootMeanSquare: 0.41, mean: 0.01, largest: 1.2, squareRoot: 6, worstCase: 36 },
  model: 'binary32',
  allowed: true,
  algorithms: [
    {
      ...{ name: 'lastbit/sequential', order: 'rows, columns, channels', compared: 256, telling: 101 },
      words: 'a sum from the first term to the last, in the order rows, columns, channels',
    },
  ],
};

export const exampleComparison: AnswerComparison = {
  names: ['y.npy', 'other'],
  answer: 'y.npy has 60 wrong outputs; other is right.',
  ...{ outputs: 2400, equal: 1800, bothRight: false, nearer: [300, 360], compared: 2400 },
  errors: [
    { rootMeanSquare: 'Infinity', largest: 16_570_000 },
    { rootMeanSquare: 0.4, largest: 0.9 },
  ],
  firstDifference: {
    ...{ index: 0, place: place(0, 0, 0), computed: [1.25, 1.2500001], exact: 1.25 },
    ...{ difference: 1.1920928955078125e-7, sumOfBounds: 1e-5 },
  },
  largestDifference: {
    ...{ index: exampleElement.index, place: exampleElement.place, computed: [0, 0.12345679] },
    ...{ exact: exampleElement.exact, difference: 0.12345679, sumOfBounds: 3e-7 },
  },
};

export const exampleJudgement: JudgementOfFiles = {
  schema: 'lastbit-judge-1',
  verdict: 'defect',
  answer: exampleAnswer.answer,
  question: {
    operation: 'conv',
    inputs: [
      { role: 'image', path: 'x.npy', type: 'float32', sizes: [1, 32, 42, 4] },
      { role: 'kernel', path: 'w.npy', type: 'float32', sizes: [3, 3, 4, 2] },
    ],
    outputSizes: [1, 30, 40, 2],
    outputAxes: ['image', 'row', 'column', 'channel'],
    outputs: 2400,
    terms: 36,
  },
  outputs: [exampleAnswer],
  comparisons: [],
  reading: ['Read as a convolution: NHWC image, HWIO kernel.'],
};

export const exampleOfTwo: JudgementOfFiles = {
  ...exampleJudgement,
  outputs: [exampleAnswer, exampleRight],
  comparisons: [exampleComparison],
};
