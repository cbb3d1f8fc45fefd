import { clearLine, printable } from '../errors/printable.ts';

/**
 * A line on standard error that shows the progress of work: rewritten in place on a terminal, otherwise a new line
 * every five seconds.
 */
export interface LiveLine {
  /** Replaces the line. */
  show(text: string): void;
  /** Prints a line that stays, above the live line. */
  say(text: string): void;
  /** Removes the line. */
  end(): void;
}

const plainEveryMs = 5000;

/** A live line on `stream`. */
export function liveLine(stream: NodeJS.WriteStream = process.stderr): LiveLine {
  return stream.isTTY === true ? terminalLine(stream) : plainLine(stream);
}

function terminalLine(stream: NodeJS.WriteStream): LiveLine {
  let shown = '';
  const clear = (): void => {
    if (shown !== '') stream.write(clearLine);
  };
  return {
    show: (text) => {
      clear();
      shown = [...printable(text)].slice(0, Math.max(20, (stream.columns ?? 100) - 1)).join('');
      stream.write(shown);
    },
    say: (text) => {
      clear();
      stream.write(`${text}\n${shown}`);
    },
    end: () => {
      clear();
      shown = '';
    },
  };
}

function plainLine(stream: NodeJS.WriteStream): LiveLine {
  let last = performance.now();
  return {
    show: (text) => {
      if (performance.now() - last < plainEveryMs) return;
      last = performance.now();
      stream.write(`${text}\n`);
    },
    say: (text) => void stream.write(`${text}\n`),
    end: () => {},
  };
}
