import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Arena, Attack, Shown } from './attack.ts';
import { layBadFiles } from './bad-files.ts';
import { type Expected, faultsOf } from './faults.ts';
import { checkout, runLastbit, type Start } from './run-lastbit.ts';

const works: Expected = { status: [0] };
const refuses: Expected = { status: [2], oneLine: true };

interface Odd {
  readonly name: string;
  readonly words: readonly string[];
  readonly expected: Expected;
  readonly environment?: Start['environment'];
  readonly shell?: string;
  readonly prepare?: (folder: string) => void | Promise<void>;
  /** What the folder shows afterwards. */
  readonly look?: (folder: string) => readonly string[];
}

const verify = ['verify', 'dot-any-order', '--subject', 'lastbit/sequential', '--cases', '20'];
const explain = ['explain', '--subject', 'lastbit/sequential'];
const engines = ['engines', 'list'];

function under(
  name: string,
  environment: Odd['environment'],
  words: readonly string[] = verify,
  more: Partial<Odd> = {},
): Odd {
  return { name, words, expected: works, ...(environment === undefined ? {} : { environment }), ...more };
}

/** Variables that programs trust. The paths are in the folder of the attack. */
const variables: readonly Odd[] = [
  under('home-unset', { HOME: undefined }),
  under('home-unset-engines', { HOME: undefined, XDG_CACHE_HOME: undefined }, engines),
  under('home-empty', { HOME: '' }, engines),
  under('home-missing', { HOME: '/nonexistent/home' }, engines),
  under('home-device', { HOME: '/dev/null' }, engines),
  under('home-relative', { HOME: 'here' }, engines),
  under('home-escapes', { HOME: '/\u001b[2J' }, engines),
  under('cache-empty', { XDG_CACHE_HOME: '' }, engines),
  under('cache-relative', { XDG_CACHE_HOME: 'cache' }, engines),
  under('cache-file', { XDG_CACHE_HOME: 'file' }, engines, { prepare: layBadFiles }),
  under('cache-device', { XDG_CACHE_HOME: '/dev/null' }, engines),
  under('tmpdir-missing', { TMPDIR: '/nonexistent/tmp' }),
  under('tmpdir-empty', { TMPDIR: '' }),
  under('tmpdir-file', { TMPDIR: 'file' }, verify, { prepare: layBadFiles }),
  under('tmpdir-device', { TMPDIR: '/dev/null' }),
  under('no-color', { NO_COLOR: '1' }, explain),
  under('force-color', { FORCE_COLOR: '3', CLICOLOR_FORCE: '1' }, explain),
  under('term-dumb', { TERM: 'dumb' }, explain),
  under('term-escapes', { TERM: '\u001b[2J' }, explain),
  under('columns-zero', { COLUMNS: '0', LINES: '0' }, ['claims']),
  under('columns-nan', { COLUMNS: 'NaN' }, ['verify', '--help']),
  under('columns-huge', { COLUMNS: '1e999' }, ['verify', '--help']),
  under('columns-negative', { COLUMNS: '-5' }, ['--help']),
  under('lang-turkish', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }),
  under('lang-c', { LANG: 'C', LC_ALL: 'C' }, explain),
  under('lang-nonsense', { LANG: '\u001b[2J', LC_ALL: 'xx' }),
  under('time-zone', { TZ: 'Nowhere/Nothing' }),
  under('ci', { CI: 'true' }),
  under('ci-empty', { CI: '' }),
  under('node-env', { NODE_ENV: 'production', DEBUG: '*' }),
  under('path-empty', { PATH: '' }, verify),
  under('path-empty-engines', { PATH: '' }, engines),
  under('python-planted', { PYTHONPATH: '.', PYTHONSTARTUP: './planted.py' }, ['explain', '--subject', 'numpy'], {
    prepare: (folder) => {
      for (const name of ['planted.py', 'json.py', 'struct.py', 'sitecustomize.py'])
        writeFileSync(join(folder, name), 'open("owned", "w")\nraise SystemExit(9)\n');
    },
    expected: { status: [0, 1] },
    look: (folder) => owned(folder, 'PYTHONPATH is the choice of the user; what lies in the folder is not'),
  }),
  under('node-path-planted', { NODE_PATH: '.' }, verify, {
    prepare: (folder) => plantModules(folder, '.'),
    look: (folder) => owned(folder, 'a module beside the user is run'),
  }),
];

/** What lies in the current folder and must not be run. */
const planted: readonly Odd[] = [
  under('modules-beside', {}, ['explain', '--subject', 'tfjs-cpu'], {
    prepare: (folder) => plantModules(folder, 'node_modules'),
    look: (folder) => owned(folder, 'a module of the current folder is run'),
  }),
  under('python-beside', {}, ['explain', '--subject', 'numpy'], {
    prepare: (folder) => {
      for (const name of ['numpy.py', 'json.py', 'struct.py'])
        writeFileSync(join(folder, name), 'open("owned", "w")\nraise SystemExit(9)\n');
    },
    expected: { status: [0, 1] },
    look: (folder) => owned(folder, 'a Python module of the current folder is run'),
  }),
  under('tsx-cache-planted', { TMPDIR: 'tmp' }, ['--version'], {
    prepare: plantTsxCache,
    look: (folder) => [
      ...owned(folder, 'a planted file of the cache of tsx is run'),
      ...(readdirSync(join(folder, 'tmp'), { recursive: true }).length > plantedFiles
        ? ['the planted cache is used']
        : []),
    ],
  }),
  under('tsx-cache-link', { TMPDIR: 'tmp' }, ['--version'], {
    prepare: (folder) => {
      mkdirSync(join(folder, 'tmp'));
      mkdirSync(join(folder, 'elsewhere'), { mode: 0o777 });
      symlinkSync('../elsewhere', join(folder, 'tmp', `tsx-${process.geteuid?.()}`));
    },
    look: (folder) => (readdirSync(join(folder, 'elsewhere')).length > 0 ? ['the linked cache is used'] : []),
  }),
];

const svg = (path: string): readonly string[] => [...explain, '--svg', path];
const unharmed = (folder: string): readonly string[] =>
  readFileSync(join(folder, 'victim'), 'utf8') === 'untouched' ? [] : ['the file behind a planted link is overwritten'];
const victim = (folder: string): void => writeFileSync(join(folder, 'victim'), 'untouched');

/** Links at places where lastbit writes. The shell keeps its process id when it starts lastbit. */
const links: readonly Odd[] = [
  under('link-temporary', {}, svg('out.svg'), {
    prepare: victim,
    shell: 'ln -s victim "out.svg.$$.tmp"; exec "$@"',
    look: (folder) => unharmed(folder),
    expected: { status: [0, 1, 2] },
  }),
  under('link-output', {}, svg('out.svg'), {
    prepare: (folder) => {
      victim(folder);
      symlinkSync('victim', join(folder, 'out.svg'));
    },
    look: unharmed,
    expected: refuses,
  }),
  under('link-dangling', {}, svg('out.svg'), {
    prepare: (folder) => symlinkSync('made', join(folder, 'out.svg')),
    look: (folder) => (existsSync(join(folder, 'made')) ? ['a dangling link is followed'] : []),
    expected: refuses,
  }),
  under('link-entries', {}, ['corpus', 'add', '--refutations'], {
    prepare: (folder) => {
      victim(folder);
      // The refutations have the same names everywhere.
      const names = readdirSync(join(checkout, 'corpus'), { recursive: true, encoding: 'utf8' });
      for (const name of names.filter((path) => /^[\w-]+\/[0-9a-f]{16}\.json$/.test(path))) {
        mkdirSync(dirname(join(folder, 'corpus', name)), { recursive: true });
        symlinkSync('../../victim', join(folder, 'corpus', name));
      }
    },
    expected: { status: [0, 1, 2] },
    look: unharmed,
  }),
];

/** Standard streams that are closed, full or read by nobody. */
const streams: readonly Odd[] = [
  under('stdout-closed', {}, verify, { shell: 'exec "$@" >&-', expected: { status: [0, 1, 2] } }),
  under('stderr-closed', {}, verify, { shell: 'exec "$@" 2>&-', expected: { status: [0, 1, 2] } }),
  under('stdin-closed', {}, verify, { shell: 'exec "$@" <&-' }),
  under('all-closed', {}, verify, { shell: 'exec "$@" <&- >&- 2>&-', expected: { status: [0, 1, 2] } }),
  ...[
    verify,
    explain,
    ['claims'],
    ['--help'],
    ['corpus', 'list'],
    ['engines'],
    ['reveal', 'lastbit/pairwise', '--replays', '9'],
  ].map(
    (words): Odd =>
      under(`stdout-full-${words[0]?.replace(/^-+/, '')}`, {}, words, {
        shell: 'exec "$@" > /dev/full',
        expected: { status: [1, 2], oneLine: true },
      }),
  ),
  under('stderr-full', {}, verify, { shell: 'exec "$@" 2> /dev/full', expected: { status: [0, 1, 2] } }),
  under('stdout-read-only', {}, verify, { shell: 'exec "$@" > "$0.x" 1< /dev/null', expected: { status: [0, 1, 2] } }),
  ...[['claims', '--json'], ['verify', '--subject', 'lastbit', '--cases', '20'], ['--help']].map(
    (words): Odd =>
      under(`pipe-closed-${words[0]?.replace(/^-+/, '')}`, {}, words, { shell: '"$@" | head -c 10', expected: works }),
  ),
  under('pipe-closed-at-once', {}, ['claims', '--json'], { shell: '"$@" | true' }),
];

/** Folders and limits. */
const places: readonly Odd[] = [
  under('folder-deleted', {}, verify, { shell: 'mkdir gone; cd gone; rmdir ../gone; exec "$@"', expected: refuses }),
  under('folder-deleted-claims', {}, ['claims'], {
    shell: 'mkdir gone; cd gone; rmdir ../gone; exec "$@"',
    expected: { status: [0, 2] },
  }),
  under('few-files', {}, verify, { shell: 'ulimit -n 200; exec "$@"', expected: { status: [0, 1, 2] } }),
  under('small-files', {}, verify, { shell: 'ulimit -f 0; exec "$@"', expected: { status: [0, 1, 2] } }),
  under('no-core', {}, verify, { shell: 'ulimit -c 0; umask 777; exec "$@"', expected: { status: [0, 1, 2] } }),
  under('nice', {}, verify, { shell: 'exec nice -n 19 "$@"' }),
  under('signals-ignored', {}, verify, { shell: 'trap \'\' INT TERM HUP; exec "$@"' }),
];

/** Configuration files. */
const configurations: readonly Odd[] = Object.entries({
  broken: '{"seeds":',
  deep: '['.repeat(100_000),
  array: '[]',
  null: 'null',
  number: '7',
  'wrong-type': '{"corpus":7}',
  unknown: '{"corpse":"x"}',
  escapes: '{"\\u001b[2J":"\\u001b[2J"}',
  'seed-negative': '{"seeds":{"verify":-1}}',
  'seed-large': '{"seeds":{"verify":1e999}}',
  'cases-zero': '{"limits":{"cases":0}}',
  'engine-empty': '{"engines":{"mine":""}}',
  'engine-name': '{"engines":{"lastbit":"x"}}',
  'engine-escapes': '{"engines":{"\\u001b[2J":"x"}}',
  'corpus-empty': '{"corpus":""}',
  'claims-missing': '{"claims":["missing.mjs"]}',
  'claims-escapes': '{"claims":["\\u001b[2J.mjs"]}',
  empty: '',
}).flatMap(([name, text]): readonly Odd[] => [
  under(`config-${name}`, {}, ['verify', 'dot-any-order', '--subject', 'lastbit/sequential'], {
    prepare: (folder) => writeFileSync(join(folder, 'lastbit.config.json'), text),
    expected: refuses,
  }),
]);

const oddConfigurations: readonly Odd[] = ['fifo', 'socket', 'folder', 'loop.json', '/dev/zero'].map((target) =>
  under(`config-${target.replaceAll('/', '-')}`, {}, ['config'], {
    prepare: async (folder) => {
      await layBadFiles(folder);
      symlinkSync(target, join(folder, 'lastbit.config.json'));
    },
    // A link that leads nowhere is no configuration.
    expected: target === 'loop.json' ? { status: [0, 2] } : refuses,
  }),
);

export const environmentAttacks: readonly Attack[] = [
  ...[...variables, ...planted, ...links, ...streams, ...places, ...configurations, ...oddConfigurations],
].map((odd) => ({ name: `environment/${odd.name}`, kind: 'environment', attempt: (arena) => attempt(arena, odd) }));

/** How long such a command may take on a quiet machine. */
const limitMs = 20_000;

async function attempt(arena: Arena, { words, environment, shell, prepare, expected, look }: Odd): Promise<Shown> {
  const { folder } = arena;
  await prepare?.(folder);
  const run = await runLastbit({
    ...{ words, folder, withinMs: limitMs * (await arena.slowness()) },
    ...(environment === undefined ? {} : { environment }),
    ...(shell === undefined ? {} : { shell }),
  });
  const cache = existsSync(join(folder, 'undefined')) ? ['a folder "undefined" is made'] : [];
  return { faults: [...faultsOf(run, expected), ...(look?.(folder) ?? []), ...cache], run };
}

const owned = (folder: string, what: string): readonly string[] => (existsSync(join(folder, 'owned')) ? [what] : []);
const owning = (folder: string): string =>
  `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'owned'))}, '')`;

function plantModules(folder: string, below: string): void {
  for (const name of ['valibot', 'commander', 'seedrandom', 'tsx', '@tensorflow/tfjs-core']) {
    const place = join(folder, below, ...name.split('/'));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'index.js'), owning(folder));
  }
}

let plantedFiles = 0;

/** The files of the real cache, under the names that tsx would look for, with other content. */
function plantTsxCache(folder: string): void {
  const name = `tsx-${process.geteuid?.()}`;
  const [real, there] = [join(checkout, 'node_modules', '.cache', name), join(folder, 'tmp', name)];
  mkdirSync(there, { recursive: true });
  if (existsSync(real)) cpSync(real, there, { recursive: true });
  for (const file of readdirSync(there)) {
    const owned = JSON.stringify(join(folder, 'owned'));
    const code = `const{writeFileSync}=await import('node:fs');writeFileSync(${owned},'');`;
    writeFileSync(join(there, file), JSON.stringify({ code, map: { mappings: '' } }));
  }
  chmodSync(there, 0o777);
  plantedFiles = readdirSync(join(folder, 'tmp'), { recursive: true }).length;
}
