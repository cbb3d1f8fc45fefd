/** Why the operating system refused, and what would be right, by the code of the error. */
const known: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOENT: ['there is no such file or folder', 'check the path'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'check the path'],
  EEXIST: ['a part of the path is a file, not a folder', 'check the path'],
  EISDIR: ['a folder, not a file', 'give the name of a file'],
  ELOOP: ['its symbolic links run in a circle', 'give the file itself'],
  ENAMETOOLONG: ['the name is too long', 'give a shorter one'],
  ERR_INVALID_ARG_VALUE: ['the name has a NUL character', 'check the path'],
  EACCES: ['no permission', 'change the permissions, or choose another place'],
  EPERM: ['the system does not permit it', 'choose another place'],
  EROFS: ['the file system is read-only', 'choose another place'],
  ENOSPC: ['the disk is full', 'free some space, or choose another place'],
  EDQUOT: ['your quota of the disk is used up', 'delete some files, or choose another place'],
  EFBIG: ['the file would be larger than the system allows', 'raise `ulimit -f`'],
  EMFILE: ['this process has too many open files', 'raise `ulimit -n`'],
  ENFILE: ['this machine has too many open files', 'close some programs'],
  ENOMEM: ['there is not enough memory', 'close some programs'],
  EIO: ['the disk reports an error', 'try again, or choose another place'],
  ENXIO: ['a socket or a device, not a file', 'give a regular file'],
};

/** What the operating system says of a call that it refused, for one line; undefined for every other error. */
export function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const [reason, remedy] = known[error.code] ?? [];
  if (reason !== undefined) return `${reason} (${error.code}); ${remedy}`;
  return 'syscall' in error ? `the system refuses (${error.code})` : undefined;
}
