/**
 * Why a component cannot be installed here, and the command that helps. No defect of lastbit: no network, no Python, no compiler.
 * Both texts are fragments of one line: `<name>: <reason>; to get it: <howToGetIt>`.
 */
export class CannotInstall extends Error {
  readonly reason: string;
  readonly howToGetIt: string;

  constructor(reason: string, howToGetIt: string) {
    super(`${reason}; to get it: ${howToGetIt}`);
    this.name = 'CannotInstall';
    this.reason = reason;
    this.howToGetIt = howToGetIt;
  }
}

/** The same for an error of the file system, which says nothing about lastbit either; any other error is given back as it is. */
export function asCannotInstall(error: unknown, cache: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return new CannotInstall(
      `no space left for ${cache}`,
      'free some, or set XDG_CACHE_HOME to a folder on another disk',
    );
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
    return new CannotInstall(
      `cannot write there (${message})`,
      `make ${cache} a folder that can be written, or set XDG_CACHE_HOME to one`,
    );
  }
  return error;
}
