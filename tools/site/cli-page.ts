import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { commandFiles } from '../../src/cli/commands/all-commands.ts';
import { examples } from '../../src/cli/examples.ts';
import { markdownTable } from '../../src/text/layout.ts';

/** The reference of the command line, from the commands themselves: usage, options with defaults, examples. */
export async function cliPage(): Promise<string> {
  const program = new Command('lastbit');
  for (const { load } of commandFiles) (await load())(program);
  const said = Object.assign({}, ...commandFiles.map(({ does }) => does)) as Readonly<Record<string, string>>;
  const parts = program.commands.flatMap((command) => sections(command, command.name(), said[command.name()]));
  return `# Command line

Made from the commands by \`npm run site\`. \`npx lastbit COMMAND --help\` prints the same. The exit status is 0 for
success, 1 if a claim or an engine failed, 2 for bad input, and 130 if Ctrl-C ended the command.

${parts.join('\n\n')}
`;
}

function sections(command: CommandUnknownOpts, words: string, does: string | undefined): readonly string[] {
  const options = command.options.map(({ flags, description, defaultValue }) => [
    `\`${flags}\``,
    cell(description),
    defaultValue === undefined ? '' : `\`${String(defaultValue)}\``,
  ]);
  const shown = examples[words] ?? [];
  const own = [
    `## ${words}`,
    does ?? command.description(),
    `    npx lastbit ${words} ${command.usage()}`,
    ...command.registeredArguments.map((argument) => `- \`${argument.name()}\`: ${argument.description}`),
    ...(options.length === 0 ? [] : [markdownTable(['option', 'meaning', 'default'], options)]),
    ...(shown.length === 0
      ? []
      : ['Examples:', `\`\`\`sh\n${shown.map((one) => `# ${one.does}\nnpx lastbit ${one.words}`).join('\n')}\n\`\`\``]),
  ].filter((text) => text.trim() !== '');
  return [
    own.join('\n\n'),
    ...command.commands.flatMap((child) => sections(child, `${words} ${child.name()}`, undefined)),
  ];
}

/** Text in a cell of a table: `|` would end it. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '\\<');
}
