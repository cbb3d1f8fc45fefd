import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** Gives every command that computes the option `--engine NAME=COMMAND`, which adds a user's own program. */
export function addUserEngineOption(command: CommandUnknownOpts): void {
  for (const child of command.commands) addUserEngineOption(child);
  if (command.commands.length > 0 || command.parent === null) return;
  command.option(
    '--engine <name=command>',
    'add a program of yours that speaks docs/protocol.md, as in mine="python3 my_engine.py" (repeatable)',
    (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
  );
}

/** The texts given to `--engine`, in the order given. */
export function userEngineTexts(command: CommandUnknownOpts): readonly string[] {
  return (command.opts() as { engine?: readonly string[] }).engine ?? [];
}
