import type { Command } from '@commander-js/extra-typings';
import { readSurveys } from '../../corpus/survey-file.ts';
import type { Subject } from '../../engines/engine.ts';
import { engineTable } from '../../engines/engine-table.ts';
import { parseUserEngines } from '../../engines/user-engine.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { removeInstalled } from '../../install/install-component.ts';
import { components, missingUnderCi, prepareEngines } from '../../install/prepare-engines.ts';
import { progressOnStderr } from '../../install/progress.ts';
import { places } from '../../places/places.ts';
import { enginesMarkdown } from '../../text/engines-markdown.ts';
import { type Column, tableLines } from '../../text/table.ts';
import { userEngineTexts } from '../user-engine-option.ts';

/** `lastbit engines`: who computes, and getting those that do not come with npm. */
export function registerEngines(program: Command): void {
  const engines = program.command('engines');
  engines
    .command('list', { isDefault: true })
    .description('every subject with its format, setting, state and version')
    .option('--json', 'print one JSON array')
    .option('--markdown', 'print docs/engines.md instead: what the registry knows, whatever is installed here')
    .action(async ({ json, markdown }, command) => {
      if (markdown === true) await printMarkdown();
      else await list(json === true, parseUserEngines(userEngineTexts(command)));
    });
  engines
    .command('install')
    .description(
      `install what is missing, and load what is there to check it (${installable()}; all of them by default)`,
    )
    .argument('[names...]')
    .action(async (names) => {
      const prepared = await prepareEngines({ required: known(names), verify: true });
      for (const engine of prepared) {
        if (engine.state === 'ready' && !engine.installedNow)
          process.stderr.write(`${engine.name}: ${engine.version} is installed\n`);
      }
      if (prepared.some(({ state }) => state === 'missing')) process.exitCode = 1;
    });
  engines
    .command('remove')
    .description('remove what `install` has installed; without names, all that lastbit keeps in its cache')
    .argument('[names...]')
    .action(async (names) => {
      const removed = await removeInstalled(names.length > 0 ? known(names) : [], progressOnStderr());
      process.stderr.write(removed.length === 0 ? 'nothing was installed\n' : `removed: ${removed.join(', ')}\n`);
    });
  engines
    .command('prepare')
    .description(
      'install what is missing of the required engines, silently when nothing is; with CI=true a missing one fails',
    )
    .action(async () => {
      const missing = missingUnderCi(await prepareEngines());
      if (missing.length === 0) return;
      process.stderr.write(`lastbit: CI=true demands ${missing.join(', ')}\n`);
      process.exitCode = 1;
    });
}

function installable(): string {
  return components.map(({ name }) => name).join(', ');
}

function known(names: readonly string[]): readonly string[] {
  for (const name of names) {
    if (components.some((component) => component.name === name)) continue;
    throw new UsageError(`no engine ${JSON.stringify(name)} to install or remove; there are ${installable()}`);
  }
  return names.length > 0 ? [...new Set(names)] : components.map(({ name }) => name);
}

async function list(json: boolean, userEngines: Readonly<Record<string, string>>): Promise<void> {
  // Only the list needs the engines: `prepare` runs before everything else and must be quick.
  const { openRegistry } = await import('../../engines/registry.ts');
  const registry = await openRegistry({ userEngines });
  try {
    const rows = await Promise.all(registry.subjects.map(row));
    process.stdout.write(
      json ? `${JSON.stringify(rows, undefined, 2)}\n` : `${tableLines(columns, rows).join('\n')}\n`,
    );
  } finally {
    await registry.close();
  }
}

async function printMarkdown(): Promise<void> {
  const { algorithms } = await import('../../sums/algorithms.ts');
  process.stdout.write(enginesMarkdown(engineTable, algorithms, readSurveys(places.survey)));
}

async function row(subject: Subject) {
  const { id, engine, operation, format, setting } = subject;
  return { subject: id, engine, operation, format, setting: setting ?? null, ...(await subject.availability()) };
}

type Row = Awaited<ReturnType<typeof row>>;

const columns: readonly Column<Row>[] = [
  { title: 'subject', align: 'left', cell: ({ subject }) => subject },
  { title: 'format', align: 'left', cell: ({ format }) => format },
  { title: 'setting', align: 'left', cell: ({ setting }) => setting ?? '' },
  { title: 'state', align: 'left', cell: ({ kind }) => kind },
  {
    title: 'version',
    align: 'left',
    cell: (one) => (one.kind === 'ready' ? one.version : `${one.reason}; to get it: ${one.howToGetIt}`),
  },
];
