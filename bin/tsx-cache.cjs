const { existsSync, lstatSync, mkdirSync, realpathSync, statSync } = require('node:fs');
const { homedir } = require('node:os');
const { dirname, isAbsolute, join } = require('node:path');

/**
 * Makes tsx keep what it compiles in the user's cache until the function that this returns is called. By default tsx
 * uses a folder of a predictable name under the temporary folder, and runs what it finds there. Another user could
 * plant it. The folder used here, and where it lies, only this user and root can change. Where that cannot be had,
 * nothing is kept, and starting takes a tenth of a second longer.
 */
exports.useOwnCache = () => {
  // Windows gives every user a temporary folder of their own.
  if (process.geteuid === undefined) return () => {};
  const folder = privateFolder();
  // Without a cache, tsx still connects to a socket below the temporary folder. No path leads below /dev/null.
  const settings = folder === undefined ? { TMPDIR: '/dev/null', TSX_DISABLE_CACHE: '1' } : { TMPDIR: folder };
  const before = Object.keys(settings).map((name) => [name, process.env[name]]);
  Object.assign(process.env, settings);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
};

/**
 * Where bin/typescript-hooks.js keeps what it compiles: a folder of the user's cache, under the same conditions.
 * Undefined where it cannot be had.
 */
exports.compiledFolder = () => {
  if (process.geteuid === undefined) return undefined;
  const folder = privateFolder('modules');
  return folder === undefined ? undefined : join(folder, `modules-${process.geteuid()}`);
};

/** A folder without symbolic links in its path, whose `<name>-<user>` only this user can read or write. */
function privateFolder(name = 'tsx') {
  try {
    // As src/engines/locations.ts has it.
    const chosen = process.env.XDG_CACHE_HOME;
    const caches = chosen !== undefined && isAbsolute(chosen) ? chosen : join(homedir(), '.cache');
    const folder = join(caches, 'lastbit', 'compiled');
    let above = folder;
    while (!existsSync(above)) above = dirname(above);
    // Asked first: root with the HOME of a user leaves nothing there.
    if (!isSafe(realpathSync(above))) return undefined;
    mkdirSync(join(folder, `${name}-${process.geteuid()}`), { recursive: true, mode: 0o700 });
    const real = realpathSync(folder);
    const found = lstatSync(join(real, `${name}-${process.geteuid()}`));
    const isPrivate = found.isDirectory() && found.uid === process.geteuid() && (found.mode & 0o077) === 0;
    return isPrivate && isSafe(real) ? real : undefined;
  } catch {
    return undefined;
  }
}

/** Whether nobody but this user and root can rename the folder or one above it. */
function isSafe(folder) {
  const { uid, mode } = statSync(folder);
  const isSticky = (mode & 0o1000) !== 0;
  const isOwned = uid === process.geteuid() || uid === 0;
  const above = dirname(folder);
  return isOwned && ((mode & 0o022) === 0 || isSticky) && (above === folder || isSafe(above));
}
