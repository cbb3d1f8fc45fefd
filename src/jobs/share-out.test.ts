import { expect, test } from 'vitest';
import { affordable } from './how-many.ts';
import { treeMemory, treeOf } from './memory.ts';
import { type Crew, type Jobs, type Runner, shareOut, WorkerGone } from './share-out.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The jobs 0 … n − 1, and a diary of what became of them. */
function numbered(n: number): { readonly jobs: Jobs<number, string, number>; readonly diary: string[] } {
  const diary: string[] = [];
  let next = 0;
  const jobs: Jobs<number, string, number> = {
    next: () => (next < n ? next++ : undefined),
    ...{ isOver: () => false, isLong: () => true },
    note: (job, note) => void diary.push(`${job} ${note}`),
    done: (job, result) => void diary.push(`${job} gave ${result}`),
    ended: (job, what) => void diary.push(`${job} ${what}`),
    say: (line) => void diary.push(line),
  };
  return { jobs, diary };
}

/** Squares, after so many turns of the event loop. */
const here = (turns: (job: number) => number = () => 1): Runner<number, string, number> => ({
  run: async (job, note) => {
    note('begun');
    for (let left = turns(job); left > 0; left--) await turn();
    return job * job;
  },
});

const crewOf = (size: number, hire: () => Promise<Runner<number, string, number>>): Crew<number, string, number> => ({
  ...{ size, hire, dismiss: () => {} },
});

test('every job is done once, by whoever is free', async () => {
  const { jobs, diary } = numbered(20);
  const crew = crewOf(3, async () => here((job) => job % 4));
  // This process is busy with its first job until the others have done all the rest.
  const slow: Runner<number, string, number> = {
    run: async (job) => {
      while (diary.filter((line) => line.includes('gave')).length < 19) await turn();
      return job * job;
    },
  };
  expect(await shareOut(jobs, slow, crew)).toEqual({ workers: 4, isAll: true });
  const given = diary.filter((line) => line.includes('gave'));
  expect(given.toSorted()).toEqual(Array.from({ length: 20 }, (_, job) => `${job} gave ${job * job}`).toSorted());
  expect(given).not.toEqual(given.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)));
});

test('no further job begins while too many are ahead of the first', async () => {
  const { jobs, diary } = numbered(12);
  let begun = 0;
  const bounded: Jobs<number, string, number> = {
    ...jobs,
    mayBegin: (atWork) => begun - Math.min(begun, ...atWork) < 4,
    next: () => {
      const job = jobs.next();
      begun += job === undefined ? 0 : 1;
      return job;
    },
    note: () => {},
  };
  await shareOut(
    bounded,
    here((job) => (job === 0 ? 40 : 0)),
    crewOf(2, async () => here()),
  );
  expect(diary).toHaveLength(12);
  expect(diary.slice(0, 4).map((line) => line.slice(0, 1))).toEqual(['1', '2', '3', '0']);
});

test('a job whose worker ends is done again by another worker, and given up after the second', async () => {
  const { jobs, diary } = numbered(4);
  let tries = 0;
  const crew = crewOf(2, async () => ({
    run: async (job, note) => {
      await turn();
      if (job === 2 || (job === 1 && tries++ === 0)) throw new WorkerGone(`ended at ${job}`);
      return here().run(job, note);
    },
  }));
  await shareOut(
    jobs,
    here(() => 30),
    crew,
  );
  const what = ['1 again', '2 again', '2 lost', '1 gave 1', '3 gave 9', '0 gave 0', 'ended at 2', 'ended at 1'];
  expect(diary).toEqual(expect.arrayContaining(what));
  expect(diary).not.toContain('2 gave 4');
});

test('a job that ended a worker is not done in this process, which it could end too', async () => {
  const { jobs, diary } = numbered(2);
  let hired = 0;
  const crew = crewOf(1, async () => {
    const isFirst = hired++ === 0;
    for (let left = isFirst ? 0 : 20; left > 0; left--) await turn();
    return { run: (job, note) => (isFirst ? Promise.reject(new WorkerGone('killed')) : here().run(job, note)) };
  });
  const done: number[] = [];
  const first: Runner<number, string, number> = {
    run: (job, note) => {
      done.push(job);
      return here(() => 5).run(job, note);
    },
  };
  await shareOut(jobs, first, crew);
  expect(done).toEqual([0]);
  expect(diary).toEqual(expect.arrayContaining(['1 again', '1 gave 1']));
});

test('without any worker that starts, this process does all; a defect of a worker ends the run', async () => {
  const { jobs, diary } = numbered(3);
  const none = crewOf(2, () => Promise.reject(new WorkerGone('no memory')));
  expect(await shareOut(jobs, here(), none)).toEqual({ workers: 1, isAll: true });
  expect(diary.filter((line) => line === 'no memory')).toHaveLength(2);
  expect(diary).toEqual(expect.arrayContaining(['0 gave 0', '1 gave 1', '2 gave 4']));
  const broken = crewOf(1, async () => ({ run: () => Promise.reject(new Error('a defect')) }));
  await expect(shareOut(numbered(5).jobs, here(), broken)).rejects.toThrow('a defect');
});

test('when the run is over no further job is begun, and one whose worker ended is not done again', async () => {
  const { jobs, diary } = numbered(100);
  let isOver = false;
  const crew = crewOf(1, async () => ({
    run: async () => {
      await turn();
      isOver = true;
      throw new WorkerGone('killed');
    },
  }));
  expect(await shareOut({ ...jobs, isOver: () => isOver }, here(), crew)).toMatchObject({ isAll: false });
  expect(diary).toContain('1 over');
  expect(diary.filter((line) => line.includes('begun')).length).toBeLessThan(5);
});

test('workers are not started for a short run', async () => {
  const { jobs } = numbered(3);
  const crew = crewOf(1, () => Promise.reject(new Error('it is started')));
  expect(await shareOut({ ...jobs, isLong: () => false }, here(), crew)).toEqual({ workers: 1, isAll: true });
});

test('there are as many workers as the memory allows', () => {
  expect([affordable(7, 100, 1000), affordable(7, 100, 10_000), affordable(7, 100, 50)]).toEqual([7, 7, 0]);
  expect(affordable(20, 100, 1000)).toBe(8);
  // Where the system does not tell, nothing is known to be short.
  expect(affordable(7, 0, 50)).toBe(7);
});

test.runIf(process.platform === 'linux')('the memory of this process and of its children is known', () => {
  const { now, peak } = treeMemory()!;
  expect(now).toBeGreaterThan(2 ** 24);
  expect(peak).toBeGreaterThanOrEqual(now);
  expect(treeOf(process.pid)).toContain(process.pid);
  expect(treeOf(process.ppid)).toContain(process.pid);
});
