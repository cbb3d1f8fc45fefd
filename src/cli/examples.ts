/** An example of a command's help; a test runs each of them. */
export interface Example {
  /**
   * The words after `lastbit`. Files such as `image.json` and `output.json` are the user's, `their-corpus` is a folder.
   */
  readonly words: string;
  readonly does: string;
}

/** The examples of a command, or of all its subcommands, as `--help` shows them; empty if there are none. */
export function exampleText(command: string): string {
  const shown = Object.entries(examples)
    .filter(([name]) => name === command || name.startsWith(`${command} `))
    .flatMap(([, list]) => list);
  const lines = shown.map(({ words, does }) => `  # ${does}\n  npx lastbit ${words}`);
  return lines.length === 0 ? '' : `\nExamples:\n${lines.join('\n')}`;
}

/** By the words of the command, `corpus list`. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  start: [{ words: 'start --seconds 5 --seed 1', does: 'a short run that can be repeated' }],
  explain: [
    { words: 'explain --subject numpy', does: 'the question of 2018, asked to one engine' },
    { words: 'explain --subject tfjs-cpu --observed mine=0.0014038', does: 'can this engine have printed my number?' },
    {
      words: 'explain --image image.json --kernel kernel.json --padding same --output 0 --subject lastbit',
      does: 'the first output of your own case',
    },
    {
      words: 'explain dot image.json image.json --observed mine=0.5 --subject lastbit --brief',
      does: 'is this number a rounding of the dot product?',
    },
    {
      words: 'explain sum image.json --axis 0 --output 1 --observed nan --subject lastbit',
      does: 'can NaN be the sum of the second column?',
    },
  ],
  'judge conv': [
    {
      words: 'judge conv --image image.json --kernel kernel.json --output output.json',
      does: 'is my convolution right, up to rounding?',
    },
    {
      words: 'judge conv --image image.json --kernel kernel.json --output mine=output.json --report judgement.html',
      does: 'the same with a page that shows where the errors are',
    },
  ],
  'judge matmul': [
    { words: 'judge matmul image.json image.json --output product.json', does: 'a matrix product' },
    {
      words: 'judge matmul image.json image.json --output cpu=product.json --output gpu=product.json --json',
      does: 'two answers beside one another, as JSON',
    },
  ],
  'judge dot': [{ words: 'judge dot image.json image.json --output dot.json', does: 'a dot product' }],
  'judge sum': [{ words: 'judge sum image.json --axis 0 --output sums.json', does: 'sums along an axis' }],
  verify: [
    { words: 'verify dot-any-order --subject tfjs-wasm --cases 200', does: 'one claim on one engine' },
    {
      words: 'verify --subject tfjs-wasm --op conv2d --shape 8..24x8..24x3*3x3x1,16 --stride 1,2 --cases 24 --summary',
      does: 'all claims on the layers of your network',
    },
    { words: 'verify --subject tfjs-wasm --terms 1..4608 --cases 50 --summary', does: 'all claims on dot products' },
    { words: 'verify --subject lastbit/sequential --cases 200 --json', does: 'all claims on one algorithm, as JSON' },
  ],
  fuzz: [{ words: 'fuzz --subject tfjs-cpu --seconds 1', does: 'all claims on one engine, from a new seed' }],
  behaviours: [
    {
      words: 'behaviours --subject tfjs-cpu/multiply-sum --cases 20',
      does: 'the metamorphic relations of one subject',
    },
  ],
  reveal: [
    { words: 'reveal numpy/multiply-sum', does: 'the tree and the arithmetic of one output, replayed' },
    {
      words: 'reveal tfjs-cpu/conv2d --shape 6x6x2*3x3x2 --padding same --replays 1000',
      does: 'all outputs of a shape, grouped by how they are computed',
    },
    {
      words: 'reveal --diff tfjs-cpu/conv2d numpy/multiply-sum --replays 1000',
      does: 'two subjects, and the smallest input on which they differ',
    },
  ],
  'campaign add': [
    {
      words: 'campaign add dot-any-order --subject lastbit/sequential --cases 200',
      does: 'one claim on one subject, as jobs on the broker of LASTBIT_QUEUE',
    },
  ],
  'campaign work': [{ words: 'campaign work --drain', does: 'do jobs until none is left' }],
  'campaign watch': [{ words: 'campaign watch --json', does: 'how far the newest campaign is, for programs' }],
  'campaign report': [{ words: 'campaign report --summary', does: 'the result of the newest campaign' }],
  'campaign retry': [{ words: 'campaign retry', does: 'try the jobs again that the newest campaign has given up' }],
  'campaign stop': [{ words: 'campaign stop --local', does: 'end the broker of this machine' }],
  'campaign merge': [
    { words: 'campaign merge 1.gz 2.gz --summary', does: 'the two shards that `verify --records` wrote, as one' },
  ],
  invariant: [
    {
      words: 'invariant lastbit/pairwise --shape 5x5*3x3 --vary batch,channels --up-to 8',
      does: 'does the result of an output depend on what is beside it?',
    },
    {
      words: 'invariant tfjs-cpu/matmul --vary rows --up-to 64 --json',
      does: 'one question, as JSON',
    },
  ],
  tolerance: [
    { words: 'tolerance --shape 8x8x3*3x3x16 --algorithm pairwise', does: 'for a layer, in any order and by halves' },
    {
      words: 'tolerance --image image.json --kernel kernel.json --subject tfjs-cpu/conv2d',
      does: 'the smallest rtol and atol for your data, and what the tests of libraries do with them',
    },
    { words: 'tolerance matmul --terms 768 --for pytorch', does: 'an assertion to paste' },
  ],
  hunt: [
    {
      words: 'hunt lastbit/sequential --shape 5x5 --evaluations 20000',
      does: 'the largest error ÷ u·P, any numbers allowed',
    },
    {
      words: 'hunt numpy/dot --shape 2x2 --kernel kernel.json --pixels k/255 --evaluations 20000',
      does: 'the worst 8-bit image for your kernel',
    },
    {
      words: 'hunt tfjs-cpu/conv2d --aim difference:numpy/multiply-sum --shape 3x3 --evaluations 20000',
      does: 'where two subjects differ most',
    },
  ],
  'hunt check': [
    { words: 'hunt check', does: 'which maxima are open, and what is known' },
    { words: 'hunt check --example kahan-7', does: 'the best input known for one, as a file to start from' },
  ],
  'claims list': [{ words: 'claims', does: 'all claims' }],
  'claims show': [{ words: 'claims show kahan-two-roundings', does: 'one claim, and what refutes it' }],
  'corpus list': [{ words: 'corpus list', does: 'all entries, a line for each' }],
  'corpus show': [{ words: 'corpus show 96407ad1', does: 'one entry, by the beginning of its id' }],
  'corpus replay': [{ words: 'corpus replay 96407ad1', does: 'does the entry still show what it was kept for?' }],
  'corpus lint': [{ words: 'corpus lint', does: 'are all files valid?' }],
  'corpus add': [{ words: 'corpus add entry.json', does: 'check an entry and keep it' }],
  'corpus merge': [{ words: 'corpus merge their-corpus', does: 'add the entries of another corpus' }],
  'corpus prune': [{ words: 'corpus prune', does: 'which entries are superfluous? Deletes nothing' }],
  'engines list': [{ words: 'engines', does: 'all subjects, with their versions' }],
  'engines install': [{ words: 'engines install numpy', does: 'install one library' }],
  'engines check': [
    { words: 'engines check "python3 my_engine.py"', does: 'what does my program do wrong against the protocol?' },
  ],
  'engines new': [{ words: 'engines new --lang c my-engine', does: 'a program in C to put a kernel into' }],
  'engines where': [{ words: 'engines where numpy', does: 'the folder for PYTHONPATH' }],
  'engines remove': [{ words: 'engines remove numpy', does: 'remove it again' }],
  'engines prepare': [{ words: 'engines prepare', does: 'install what is required and missing' }],
  config: [{ words: 'config', does: 'what is in force where no option says otherwise' }],
  bench: [{ words: 'bench flat-program --rounds 1', does: 'one benchmark, quickly' }],
  'bench queue': [
    { words: 'bench queue --cases 2000 --rounds 1 --queued 1000', does: 'a rough figure; more cases make it finer' },
  ],
  'bench page': [{ words: 'bench page', does: 'the sizes and times of the page in Chromium; a checkout has it' }],
  'bench tolerances': [{ words: 'bench tolerances --cases 20', does: 'a rough table; more cases make it finer' }],
  'bench mutants': [
    { words: 'bench mutants --seeds 1 --cases 20', does: 'all mutants, and few cases of right implementations' },
  ],
};
