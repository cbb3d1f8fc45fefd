import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { lastbitVersion as version } from '../engines/subjects.ts';
import { escapeWrites } from '../errors/escape-writes.ts';
import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import { workerWord } from '../jobs/messages.ts';
import { checkPlaces } from './check-places.ts';
import { type CommandFile, commandFiles } from './commands/all-commands.ts';
import { applyConfig } from './config.ts';
import { exampleText } from './examples.ts';
import { plainLine, reportError } from './report-error.ts';

export { reportError } from './report-error.ts';

/**
 * Runs the command that `words` name. Sets the exit status: 0 success, 1 a claim or an engine failed, 2 bad input (one
 * line on standard error). Commands set `process.exitCode` and return: `process.exit` would leave engines running.
 */
export async function main(words: readonly string[]): Promise<void> {
  // A process that another lastbit has started, for `--jobs`.
  if (words[0] === workerWord && process.connected) return (await import('./worker.ts')).serve();
  const program = new Command('lastbit')
    .description('Property-based fuzzing of float32 convolution, to the last bit.')
    .version(version)
    .showSuggestionAfterError()
    // Options behind the name of a subcommand belong to the subcommand.
    .enablePositionalOptions()
    .exitOverride()
    .hook('preAction', async (_, command) => {
      await applyConfig(command);
      checkPlaces(command);
    })
    .configureOutput({ outputError: (text, write) => write(`${plainLine(text)}\n`) });
  // Whatever an engine, a file or a name holds: no terminal obeys it.
  const restore = [process.stdout, process.stderr].map(escapeWrites);
  try {
    const asked = words.find((word) => word !== 'help' && !word.startsWith('-'));
    for (const { does, load } of commandFiles) {
      if (asked !== undefined && Object.hasOwn(does, asked)) (await load())(program);
      else for (const name of Object.keys(does)) program.command(name);
    }
    const descriptions = Object.assign({}, ...commandFiles.map(({ does }) => does)) as CommandFile['does'];
    for (const command of program.commands) command.description(descriptions[command.name()] ?? '');
    // The arguments of commands that are not loaded are unknown.
    program.configureHelp({ subcommandTerm: (command) => command.name() });
    for (const command of program.commands) addExamples(command, command.name());
    if (words[0] === 'help') checkTopic(asked);
    const isBare = words.every((word) => word === '--');
    await program.parseAsync(isBare ? ['--help'] : [...words], { from: 'user' });
  } catch (error) {
    process.exitCode = reportError(error);
  } finally {
    for (const end of restore) end();
  }
}

/** For the help on a command that does not exist, commander prints all of its own help. */
function checkTopic(asked: string | undefined): void {
  const names = commandFiles.flatMap(({ does }) => Object.keys(does));
  if (asked === undefined || names.includes(asked)) return;
  throw new UsageError(`help ${shown(asked)}: there is no such command; did you mean ${nearestText(asked, names)}?`);
}

function addExamples(command: CommandUnknownOpts, words: string): void {
  command.addHelpText('after', exampleText(words));
  for (const child of command.commands) addExamples(child, `${words} ${child.name()}`);
}
