import type { Command } from '@commander-js/extra-typings';
import { parseUserEngine, splitWords } from '../../../engines/user-engine.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { formatJson } from '../../../text/json.ts';
import { parseBetween } from '../../options.ts';
import { engineStartTimeoutOption, engineTimeoutOption } from '../../subject-options.ts';

/** `lastbit engines check`: what a program does wrong against docs/protocol.md. */
export function registerCheck(engines: Command): void {
  engines
    .command('check')
    .description('Say what a program does wrong against docs/protocol.md, and what it does right. Status 1: a fault.')
    .argument('<command>', 'COMMAND or NAME=COMMAND, as `--engine` takes it')
    .option('--json', 'print one JSON object')
    .option(engineTimeoutOption[0], 'how long the program may take for one answer; by default 10')
    .option(engineStartTimeoutOption[0], 'how long it may take to say hello; by default 30')
    .action(async (text, { json, engineTimeout, engineStartTimeout }) => {
      const command = commandOf(text);
      const limits = {
        answerMs: inMs('--engine-timeout', engineTimeout ?? '10'),
        startMs: inMs('--engine-start-timeout', engineStartTimeout ?? '30'),
      };
      const { checkConformance } = await import('../../../conformance/check-conformance.ts');
      const { conformanceLines } = await import('../../../text/conformance-lines.ts');
      const [program = '', ...words] = splitWords(command);
      const found = await checkConformance(command, { command: program, words, environment: {} }, limits);
      process.stdout.write(json === true ? formatJson(found) : `${conformanceLines(found).join('\n')}\n`);
      if (found.faults.length > 0) process.exitCode = 1;
    });
}

const inMs = (option: string, text: string): number => 1000 * parseBetween(option, text, 1, 86_400);

/** The command of COMMAND or NAME=COMMAND. A program with = in its name is given as NAME=COMMAND. */
function commandOf(text: string): string {
  if (/^\s*[A-Za-z0-9][A-Za-z0-9._-]*\s*=/.test(text)) return parseUserEngine(text).command;
  if (splitWords(text).length > 0) return text.trim();
  throw new UsageError('engines check: the command is empty; give a program, as in "python3 my_engine.py"');
}
