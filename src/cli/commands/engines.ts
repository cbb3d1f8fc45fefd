import type { Command } from '@commander-js/extra-typings';
import { readSurveys } from '../../corpus/survey-file.ts';
import type { Subject } from '../../engines/engine.ts';
import { engineTable, requiredEngines } from '../../engines/engine-table.ts';
import { enginesWithModules, modulesOf } from '../../engines/modules-of.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { givenPython } from '../../install/given-python.ts';
import { removeInstalled } from '../../install/install-component.ts';
import { type InstalledSize, installedSizes } from '../../install/installed-size.ts';
import {
  components,
  componentsOnDemand,
  missingUnderCi,
  prepareEngines,
  testComponents,
} from '../../install/prepare-engines.ts';
import { progressOnStderr } from '../../install/progress.ts';
import { places } from '../../places/places.ts';
import { enginesMarkdown } from '../../text/engines-markdown.ts';
import { formatJson } from '../../text/json.ts';
import { type Column, tableLines } from '../../text/layout.ts';
import type { EngineOptions } from '../open-engines.ts';
import { engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';
import { registerCheck } from './engines/check.ts';
import { registerNew } from './engines/new.ts';

/** What is installed in the cache. */
const sizeColumns: readonly Column<InstalledSize>[] = [
  { title: 'installed', align: 'left', cell: ({ name }) => name },
  { title: 'version', align: 'left', cell: ({ version }) => version ?? 'no' },
  { title: 'size', align: 'right', cell: ({ bytes }) => (bytes === 0 ? '' : `${Math.ceil(bytes / 2 ** 20)} MiB`) },
  {
    title: '',
    align: 'left',
    cell: ({ name, version }) => (version === undefined ? `to get it: npx lastbit engines install ${name}` : ''),
  },
];

/** `lastbit engines`: which subjects there are, and installing those that do not come with npm. */
export function registerEngines(program: Command): void {
  const engines = program.command('engines');
  engines
    .command('list', { isDefault: true })
    .description('List every subject with its format, setting, state and version.')
    .option('--json', 'print one JSON array')
    .option('--markdown', 'print docs/engines.md, which does not depend on what is installed')
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption)
    .action(async ({ json, markdown, ...options }) => {
      if (markdown === true) await printMarkdown();
      else await list(json === true, options);
    });
  engines
    .command('install')
    .description(
      `Install missing libraries, and check the others by loading them: ${installable()} by default; ` +
        `if named also ${onDemand()}.`,
    )
    .argument('[names...]', 'engines, as named above')
    .option('--python <path>', 'note a Python of yours that has the library and NumPy, instead of installing it')
    .action(async (names, { python }) => {
      const given = python === undefined ? {} : { given: givenPython(names, python) };
      const prepared = await prepareEngines({ required: known(names), verify: true, ...given });
      for (const engine of prepared) {
        if (engine.state === 'ready' && !engine.installedNow)
          process.stderr.write(`${engine.name}: ${engine.version} is installed\n`);
      }
      if (prepared.some(({ state }) => state === 'missing')) process.exitCode = 1;
    });
  registerCheck(engines);
  registerNew(engines);
  engines
    .command('where')
    .description('Print the folder of an installed library, for NODE_PATH or PYTHONPATH of programs without lastbit.')
    .argument('<name>', enginesWithModules.join(', '))
    .action((name) => {
      if (!enginesWithModules.includes(name))
        throw new UsageError(`engines where ${name}: give one of ${enginesWithModules.join(', ')}`);
      const folder = modulesOf(name);
      if (folder === undefined)
        throw new UsageError(`${name} is not installed; to get it: npx lastbit engines install ${name}`);
      process.stdout.write(`${folder}\n`);
    });
  engines
    .command('remove')
    .description('Remove what `install` has installed. Without names: everything that lastbit keeps in its cache.')
    .argument('[names...]', 'engines, as `engines install --help` names them')
    .action(async (names) => {
      const removed = await removeInstalled(names.length > 0 ? known(names) : [], progressOnStderr());
      process.stderr.write(removed.length === 0 ? 'nothing was installed\n' : `removed: ${removed.join(', ')}\n`);
    });
  engines
    .command('prepare')
    .description(
      'Install the required engines that are missing. Prints nothing if none is. With CI=true a missing engine fails.',
    )
    .action(async () => {
      // `npm test` calls it, which in a checkout also tests the Python packages.
      const tools = places.isCheckout ? testComponents.map(({ name }) => name) : [];
      const missing = missingUnderCi(await prepareEngines({ required: [...requiredEngines, ...tools] }));
      if (missing.length === 0) return;
      process.stderr.write(`lastbit: missing with CI=true: ${missing.join(', ')}\n`);
      process.exitCode = 1;
    });
}

function installable(): string {
  return components.map(({ name }) => name).join(', ');
}

function onDemand(): string {
  return [...componentsOnDemand.map(({ name }) => name), 'valkey'].join(', ');
}

/** The components of these names, which may also be engines. Throws a UsageError for any other name. */
function known(names: readonly string[]): readonly string[] {
  const all = new Set([...components, ...componentsOnDemand, ...testComponents].map(({ name }) => name));
  const wanted = names.map((given) => {
    const name = engineTable.find((entry) => entry.name === given)?.component ?? given;
    if (all.has(name)) return name;
    throw new UsageError(
      `there is no engine ${JSON.stringify(given)} to install or remove; give one of ${installable()}, ${onDemand()}`,
    );
  });
  return names.length > 0 ? [...new Set(wanted)] : components.map(({ name }) => name);
}

async function list(json: boolean, options: EngineOptions): Promise<void> {
  // Only the list needs the engines: `prepare` runs before everything else and must be quick.
  const { openEngines } = await import('../open-engines.ts');
  const registry = await openEngines(options, { withMissing: true });
  try {
    const rows = await Promise.all(registry.subjects.map(row));
    if (json) {
      process.stdout.write(formatJson(rows));
      return;
    }
    const lines = [...tableLines(columns, rows), '', ...tableLines(sizeColumns, installedSizes())];
    process.stdout.write(`${lines.join('\n')}\n`);
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
