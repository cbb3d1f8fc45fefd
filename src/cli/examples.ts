/** What `lastbit COMMAND --help` shows at its end; a test runs each of them. */
export interface Example {
  /** The words after `lastbit`. `image.json` and `kernel.json` are files of yours. */
  readonly words: string;
  readonly does: string;
}

export function exampleText(shown: readonly Example[]): string {
  const width = Math.max(0, ...shown.map(({ words }) => words.length));
  const lines = shown.map(({ words, does }) => `  npx lastbit ${words.padEnd(width)}  ${does}`);
  return lines.length === 0 ? '' : `\nExamples:\n${lines.join('\n')}`;
}

export const examples: Readonly<Record<string, readonly Example[]>> = {
  start: [{ words: 'start --seconds 1 --seed 1', does: 'the same run again, and shorter' }],
  explain: [
    { words: 'explain --subject numpy', does: 'the question of 2018 on one engine; without it, on all of them' },
    {
      words: 'explain --subject tfjs-cpu --observed mine=0.0014038',
      does: 'could this engine have printed my number?',
    },
    {
      words: 'explain --image image.json --kernel kernel.json --padding same --output 0 --subject lastbit',
      does: 'the first output of a case of yours',
    },
  ],
  verify: [
    { words: 'verify dot-any-order --subject tfjs-wasm --cases 200', does: 'one claim on one engine' },
    { words: 'verify --subject lastbit/sequential --cases 200 --json', does: 'all claims on one order, for a program' },
  ],
  fuzz: [{ words: 'fuzz --subject tfjs-cpu --seconds 2', does: 'a fresh seed each time' }],
  behaviours: [
    {
      words: 'behaviours --subject tfjs-cpu/multiply-sum --cases 20',
      does: 'how one engine behaves, asked twice each time',
    },
  ],
  reveal: [
    { words: 'reveal numpy/multiply-sum', does: 'the order and the arithmetic of one output, replayed' },
    {
      words: 'reveal tfjs-cpu/conv2d --shape 6x6x2*3x3x2 --padding same --replays 1000',
      does: 'of all outputs: which of them share one accumulation',
    },
    {
      words: 'reveal --diff tfjs-cpu/conv2d numpy/multiply-sum --replays 1000',
      does: 'both, and the smallest input on which they differ',
    },
  ],
  claims: [
    { words: 'claims', does: 'what is proven, refuted, conjectured or observed' },
    { words: 'claims show kahan-two-roundings', does: 'one of them, and what refutes it' },
  ],
  corpus: [
    { words: 'corpus list', does: 'every entry, one line each' },
    { words: 'corpus replay 96407ad1', does: 'does it still show what it showed? without an id, does each of them?' },
    { words: 'corpus show 96407ad1', does: 'one of them, by the beginning of its id' },
    { words: 'corpus lint', does: 'is every file as it should be?' },
  ],
  engines: [
    { words: 'engines', does: 'who is here, in which version' },
    { words: 'engines install numpy', does: 'get one of them' },
  ],
  bench: [{ words: 'bench flat-program --rounds 1', does: 'one benchmark, quickly' }],
};
