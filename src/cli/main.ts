import { Command, CommanderError } from '@commander-js/extra-typings';
import { lastbitVersion as version } from '../engines/subjects.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type CommandFile, commandFiles } from './commands/all-commands.ts';
import { examples, exampleText } from './examples.ts';
import { addUserEngineOption } from './user-engine-option.ts';

/**
 * The one entrance. Exit status: 0 success, 1 a claim or an engine failed, 2 bad input (one line on standard error).
 * Commands set `process.exitCode` and return; nothing here or below calls `process.exit` while engines are open.
 */
export async function main(words: readonly string[]): Promise<void> {
  const program = new Command('lastbit')
    .description('Property-based fuzzing of float32 convolution, to the last bit.')
    .version(version)
    .showSuggestionAfterError()
    // A command's options stand behind its name: what stands behind the name of a command below it is that one's.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) });
  try {
    const asked = words.find((word) => word !== 'help' && !word.startsWith('-'));
    for (const { does, load } of commandFiles) {
      if (asked !== undefined && Object.hasOwn(does, asked)) (await load())(program);
      else for (const name of Object.keys(does)) program.command(name);
    }
    const descriptions = Object.assign({}, ...commandFiles.map(({ does }) => does)) as CommandFile['does'];
    for (const command of program.commands) command.description(descriptions[command.name()] ?? '');
    // Of what is not asked for the arguments are not known.
    program.configureHelp({ subcommandTerm: (command) => command.name() });
    addUserEngineOption(program);
    for (const command of program.commands) command.addHelpText('after', exampleText(examples[command.name()] ?? []));
    await program.parseAsync(words.length === 0 ? ['--help'] : [...words], { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Says what went wrong and gives the exit status. Unexpected errors keep their stack: they are defects of lastbit. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    process.stderr.write(`lastbit: ${oneLine(error.message)}`);
    return 2;
  }
  process.stderr.write(`lastbit: this is a defect of lastbit, please report it\n${(error as Error)?.stack ?? error}\n`);
  return 1;
}

function oneLine(text: string): string {
  return `${text.trim().replace(/\s*\n\s*/g, ' ')}\n`;
}
