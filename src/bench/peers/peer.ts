import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a peer did in one round. Its time is that of its own processor, as it measured itself. */
export interface PeerRound {
  readonly cases: number;
  readonly processorSeconds: number;
  readonly violations: number;
}

/** Another tool at the same work, in a process of its own that waits between its rounds. */
export interface Peer {
  readonly versions: Readonly<Record<string, string>>;
  round(request: string): Promise<PeerRound>;
  close(): void;
}

/** Starts a peer; throws an Error with its last words where it does not start. */
export async function startPeer(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Peer> {
  const child = spawn(program, words, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  const failed = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      process.off('exit', kill);
      const last = lastWords.trim().split('\n').at(-1) ?? '';
      reject(new Error(`it ended with ${signal ?? `status ${status}`}${last === '' ? '' : `: ${last}`}`));
    });
  });
  failed.catch(() => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    // An ended output is followed by the end of the process, which says why.
    return done === true ? failed : JSON.parse(value);
  };
  const { versions } = (await answer()) as { versions: Record<string, string> };
  return {
    versions,
    round: async (request) => {
      child.stdin.write(`${request}\n`);
      return (await answer()) as PeerRound;
    },
    close: () => {
      child.stdin.end();
      child.kill();
    },
  };
}
