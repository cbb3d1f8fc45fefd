import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Bad files by name, and two good ones that stand beside them. */
export function layBadFiles(folder: string): Promise<void> {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  for (const name of ['folder', 'folder.json', 'folder.npy', 'folder.js']) mkdirSync(join(folder, name));
  spawnSync('sh', ['-c', specialFiles], { cwd: folder });
  for (const end of ['npy', 'json', 'csv', 'mjs']) symlinkSync('/dev/zero', join(folder, `zero.${end}`));
  symlinkSync('loop.json', join(folder, 'loop.json'));
  symlinkSync('folder', join(folder, 'link-to-folder'));
  symlinkSync('file', join(folder, 'link-to-file'));
  symlinkSync('nothing', join(folder, 'dangling'));
  return sockets(['socket', 'socket.npy', 'socket.json'].map((name) => join(folder, name)));
}

/** Pipes, and devices of the attack's own: lastbit run by root could replace those of the machine. Others get links. */
const specialFiles = [
  'mkfifo fifo fifo.json fifo.npy fifo.csv fifo.mjs',
  ...Object.entries({ null: 3, zero: 5, full: 7 }).map(
    ([name, minor]) => `mknod ${name}-device c 1 ${minor} 2> /dev/null || ln -s /dev/${name} ${name}-device`,
  ),
  // Without blocks on the disk.
  'truncate -s 2G huge.csv huge.json huge.npy',
].join('; ');

/** A socket stays as a file after its server has gone only if the process dies; so it is kept open, unref'ed. */
async function sockets(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const server = createServer().unref();
    await new Promise<void>((resolve) => {
      // Where the path is too long for a socket, the name is missing, which is bad input too.
      server.once('error', () => resolve());
      server.listen(path, resolve);
    });
  }
}

function npy(header: string, body: Uint8Array = new Uint8Array(0), magic = '\x93NUMPY\x01\x00'): Uint8Array {
  const text = `${header.padEnd(117)}\n`;
  const length = Buffer.from([text.length & 255, text.length >> 8]);
  return Buffer.concat([Buffer.from(magic, 'latin1'), length, Buffer.from(text, 'latin1'), body]);
}
const header = (descr: string, shape: string): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
const floats = new Uint8Array(36);

const files: Readonly<Record<string, string | Uint8Array>> = {
  'good.json': '[[1,2,3],[4,5,6],[7,8,9]]',
  'good-kernel.json': '[[1,2],[3,4]]',
  file: 'a file',
  'note.txt': 'a note',
  'empty.npy': '',
  'empty.json': '',
  'empty.csv': '',
  'broken.json': '[[1,2],[3,',
  'deep.json': '['.repeat(100_000) + ']'.repeat(100_000),
  'text.json': '"numbers"',
  'ragged.json': '[[1,2],[3]]',
  'object.json': '{"a":1}',
  'array.json': '[]',
  'null.json': 'null',
  'infinite.json': '[[1e999]]',
  'strings.json': '[["1","2"]]',
  'no-rows.json': '[[]]',
  'ten-axes.json': '[[[[[[[[[[1]]]]]]]]]]',
  'proto.json': '{"__proto__":{"schema":"lastbit-corpus-entry-2"},"constructor":null}',
  'ragged.csv': '1,2\n3\n',
  'words.csv': 'one,two\nthree,four\n',
  'escapes.csv': '\u001b[2J,\u001b]0;owned\u0007\n',
  'infinite.csv': '1e999\n',
  'digits.csv': '7'.repeat(160_000),
  'utf-16.csv': Buffer.from('\ufeff1,2\n', 'utf16le'),
  'nul.json': '\0',
  'binary.csv': Uint8Array.from({ length: 1000 }, (_, index) => (index * 37) & 255),
  'truncated.npy': npy(header("'<f4'", '(3, 3)'), floats.subarray(0, 10)),
  'short.npy': '\x93NU',
  'no-header.npy': Buffer.from('\x93NUMPY\x01\x00\xff\xff', 'latin1'),
  'object.npy': npy(header("'|O'", '(1, 1)'), floats),
  'integers.npy': npy(header("'<M8[s]'", '(1, 1)'), floats),
  'huge-shape.npy': npy(header("'<f4'", '(99999999999, 99999999999)'), floats),
  'negative-shape.npy': npy(header("'<f4'", '(-1, -9)'), floats),
  'text-shape.npy': npy(header("'<f4'", "('a', 'b')"), floats),
  'long-header.npy': npy(header("'<f4'", `(${'1,'.repeat(20_000)})`), floats),
  'pickle.npy': npy('cos\nsystem\n(S"touch owned"\ntR.', floats),
  'wrong-magic.npy': npy(header("'<f4'", '(3, 3)'), floats, '\x94NUMPY\x01\x00'),
  'syntax.mjs': 'export const claim = {{{',
  'throws.mjs': 'throw new Error("thrown by the module");',
  'throws-null.mjs': 'throw null;',
  'throws-escapes.mjs': 'throw new Error("\\u001b[2Jred\\nlastbit: forged");',
  'nothing.mjs': '',
  'null.mjs': 'export default null;',
  'number.mjs': 'export const claim = 7;',
  'wrong.mjs': 'export default { id: "\\u001b[2J", kind: "output", bound: 3 };',
  'wrong-entry.json': '{"schema":"lastbit-corpus-entry-2","id":"../../escape","claim":"dot-any-order"}',
  'nan-entry.json': '{"schema":"lastbit-corpus-entry-2","image":[NaN]}',
  'escapes-entry.json': '{"schema":"lastbit-corpus-entry-2","claim":"\\u001b[2J","id":"\\u001b[2J"}',
};
