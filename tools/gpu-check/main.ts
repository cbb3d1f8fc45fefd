import { parseArgs } from 'node:util';
import { surveyName, surveyText } from '../../src/corpus/survey-file.ts';
import { openRegistry } from '../../src/engines/registry.ts';
import { UsageError } from '../../src/errors/usage-error.ts';
import { checkWritableFolder } from '../../src/files/check-writable.ts';
import { writeWhole } from '../../src/files/write-whole.ts';
import { checkGpu, libraries } from './check-gpu.ts';
import { gpuHost, probeGpu } from './probe-gpu.ts';

/** `npm run gpu-check`: what matrix products and convolutions compute on the GPU of this machine. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      python: { type: 'string', default: process.env.LASTBIT_PYTHON || 'python3' },
      survey: { type: 'string', default: 'corpus/survey' },
      minutes: { type: 'string', default: '5' },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= 1440)) throw new UsageError('--minutes: not a number of minutes, as 5 is');
  const began = performance.now();
  const say = (text: string): void => {
    process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s  ${text}\n`);
  };
  const facts = probeGpu(values.python);
  checkWritableFolder('--survey', values.survey, []);
  say(`${facts.gpu}, driver ${facts.driver}; PyTorch ${facts.torch}, CUDA ${facts.cuda}`);
  if (facts.triton === null) say(`no Triton here; to get it: ${values.python} -m pip install triton`);
  const chosen = libraries.filter((name) => name !== 'triton' || facts.triton !== null);
  let path = '';
  const { rows, explained, isWhole } = await checkGpu({
    open: (mode) => {
      const command = (library: string): string =>
        [values.python, gpuHost, library, mode].map((word) => `"${word}"`).join(' ');
      const userEngines = Object.fromEntries(chosen.map((library) => [`${library}-${mode}`, command(library)]));
      return openRegistry({ engines: [], userEngines });
    },
    ...{ signal: AbortSignal.timeout(60_000 * minutes), say },
    write: (survey) => {
      path = `${values.survey}/${surveyName(survey)}`;
      writeWhole(path, surveyText(survey));
    },
  });
  const cut = isWhole ? '' : ` The ${minutes} minutes were too short for the rest; --minutes gives more.`;
  process.stdout.write(`${explained} of ${rows} rows are explained.${rows === 0 ? '' : ` Written: ${path}.`}${cut}\n`);
  if (explained < rows || rows === 0 || !isWhole) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  const isUsage = error instanceof UsageError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
  if (isUsage !== true) throw error;
  process.stderr.write(`${(error as Error).message.split('\n')[0]}\n`);
  process.exitCode = 2;
}
