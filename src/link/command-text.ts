import { quoted } from '../errors/quoted.ts';
import type { LinkedCase } from './linked-case.ts';

/** The command line of a question, without its files. */
export function commandText({ command, operation, arrays, options }: Omit<LinkedCase, 'files'>): string {
  const words = Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [flag];
    return (typeof value === 'string' ? [value] : value).flatMap((one) => [flag, quoted(one)]);
  });
  return ['npx lastbit', command, operation, ...arrays.map(quoted), ...words].join(' ');
}

/** A shell script that writes the files into the current folder and asks. */
export function scriptText(asked: LinkedCase): string {
  return `${[...asked.files.map(fileText), commandText(asked)].join('\n')}\n`;
}

/** Text as it is, bytes as base64. */
function fileText({ name, content }: LinkedCase['files'][number]): string {
  const text = /\.(?:txt|csv|json)$/i.test(name) ? new TextDecoder().decode(content) : undefined;
  const isPlain = text !== undefined && /^[\t\n\x20-\x7e]*$/.test(text) && !/^END$/m.test(text);
  if (isPlain) return `cat > ${quoted(name)} <<'END'\n${text.replace(/\n$/, '')}\nEND`;
  const lines = base64(content).match(/.{1,76}/g) ?? [];
  return `base64 -d > ${quoted(name)} <<'END'\n${lines.join('\n')}\nEND`;
}

function base64(bytes: Uint8Array): string {
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}
