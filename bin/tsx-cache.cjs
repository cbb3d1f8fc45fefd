const { lstatSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Makes tsx keep what it compiles in node_modules/.cache until the function that this returns is called. By default tsx
 * uses a folder of a predictable name under the temporary folder, and runs what it finds there. Another user could
 * plant it. The folder used here lies beside code that runs anyway, and only its owner can read or write it. Where that
 * cannot be had (a checkout that belongs to somebody else), nothing is kept, and starting takes longer.
 */
exports.useOwnCache = () => {
  // Windows gives every user a temporary folder of their own.
  if (process.geteuid === undefined) return () => {};
  const folder = join(__dirname, '..', 'node_modules', '.cache');
  const [name, value] = isPrivate(join(folder, `tsx-${process.geteuid()}`))
    ? ['TMPDIR', folder]
    : ['TSX_DISABLE_CACHE', '1'];
  const before = process.env[name];
  process.env[name] = value;
  return () => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  };
};

/**
 * Creates the folder where it does not exist; true if it is a real folder of this user's that nobody else has access
 * to.
 */
function isPrivate(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === process.geteuid() && (found.mode & 0o077) === 0;
  } catch {
    return false;
  }
}
