import { fstatSync, writeSync } from 'node:fs';

/**
 * Makes lastbit end with status 1 and one line on standard error if its output cannot be written, for instance on a
 * full disk. Returns a function that does the same for another reason, and may give another status. A reader that has
 * seen enough, as `head` has, is no error.
 */
export function guardOutput() {
  let status = 0;
  process.on('exit', () => {
    process.exitCode = process.exitCode || status;
  });
  const fail = (reason, otherStatus = 1) => {
    if (status !== 0) return;
    status = otherStatus;
    process.stderr.write(`lastbit: ${reason.replace(/\s+/g, ' ')}\n`);
  };
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE')
      fail(`standard output cannot be written: ${reasonOf(error)}; what was written is not whole`);
  });
  // Where messages cannot be written either, the status alone tells.
  process.stderr.on('error', () => {});
  if (isFile(1)) writeWholeChunks(process.stdout);
  return fail;
}

/** Before the program is loaded: the words for all other errors are in src/errors/system-error.ts. */
function reasonOf({ code }) {
  return code === 'ENOSPC' ? 'the disk is full (ENOSPC)' : `the system refuses (${code})`;
}

function isFile(descriptor) {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/** Node writes a chunk to a file once. On a disk that becomes full, a part is written and the rest lost unseen. */
function writeWholeChunks(stream) {
  stream._write = (chunk, _encoding, done) => {
    try {
      for (let written = 0; written < chunk.length; ) written += writeSync(stream.fd, chunk, written);
      done();
    } catch (error) {
      done(error);
    }
  };
}
