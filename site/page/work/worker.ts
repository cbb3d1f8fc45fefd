import { UsageError } from '../../../src/errors/usage-error.ts';
import type { ArrayFile } from '../../../src/files/array-file.ts';
import type { Ask, ReadFile, Reply, ReplyBody } from '../messages.ts';
import { answerExplain } from './answer-explain.ts';
import { answerJudge } from './answer-judge.ts';
import { openerOf } from './open-files.ts';

/** The part of the page that computes. It has a thread of its own, so that typing never stalls. */
addEventListener('message', async ({ data: { id, asked } }: MessageEvent<Ask>) => {
  const tell = (reply: ReplyBody): void => postMessage({ id, ...reply } satisfies Reply);
  const read: ReadFile[] = [];
  const told = ({ path: name, type, sizes }: ArrayFile): void => {
    read.push({ name, type, sizes });
    tell({ kind: 'read', files: read });
  };
  const open = openerOf(asked.files, told);
  try {
    if (asked.command === 'explain') tell({ kind: 'explained', explained: await answerExplain(asked, open, tell) });
    else tell({ kind: 'judged', judged: await answerJudge(asked, open, tell) });
  } catch (error) {
    const message = error instanceof UsageError ? error.message : `this page failed: ${(error as Error).message}`;
    tell({ kind: 'refused', message });
  }
});
