/** The longest text that a message quotes. */
const mostQuoted = 60;

/** Escapes what a terminal would obey or not show: control characters, and marks that change the direction of text. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Bytes in quotes, shortened, on one line. */
export function quoted(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 4 * mostQuoted));
  return quotedText(text.length < bytes.length && text.length <= mostQuoted ? `${text}…` : text);
}

function quotedText(text: string): string {
  const characters = [...text];
  const some = characters.length > mostQuoted ? `${characters.slice(0, mostQuoted).join('')}…` : text;
  return printable(JSON.stringify(some));
}

/** The fewest bytes of text before something else that count as text. */
const fewestBytes = 4;

/**
 * What to say of bytes that are text where a frame was expected; undefined if they are not. No frame begins with four
 * bytes of text: its header would be too long.
 */
export function printedText(bytes: Uint8Array): string | undefined {
  const end = bytes.findIndex((byte) => byte < 0x07 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b));
  const text = end === -1 ? bytes : bytes.subarray(0, end);
  if (text.length === 0 || (end !== -1 && text.length < fewestBytes)) return undefined;
  // A length with all bits set; no text in UTF-8 has such a byte.
  if (text[0] === 0xff) return undefined;
  const lines = new TextDecoder().decode(text.subarray(0, 1024)).split(/[\r\n]+/);
  const line = lines.find((one) => one.trim() !== '') ?? '';
  return (
    `the engine printed ${quotedText(line.trim())} on standard output, which belongs to the protocol; ` +
    'print to standard error'
  );
}
