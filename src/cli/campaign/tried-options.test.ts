import { Command } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { campaignCommand } from '../commands/campaign.ts';
import { verifyCommand } from '../commands/verify.ts';

const program = new Command();
verifyCommand(program);
campaignCommand(program);
const [verify, fuzz, campaign] = program.commands as [Command, Command, Command];
const add = campaign.commands.find((one) => one.name() === 'add') as Command;
const namesOf = ({ options }: Pick<Command, 'options'>): readonly string[] => options.map(({ long }) => long ?? '');
const beside = (one: Command, other: Command): readonly string[] =>
  namesOf(one).filter((name) => !namesOf(other).includes(name));

test('a campaign of many machines takes what verify takes, but how one machine runs and tells it', () => {
  expect(namesOf(fuzz)).toEqual(namesOf(verify));
  const ofOneMachine = ['--seconds', '--shard', '--records', '--jobs', '--summary', '--report', '--junit'];
  expect(beside(verify, add)).toEqual(ofOneMachine);
  expect(beside(add, verify)).toEqual(['--ranges-per-job', '--queue', '--local', '--insecure']);
});

test('whoever starts engines for a campaign can be told how long they may start, and report tells as verify', () => {
  for (const one of campaign.commands)
    if (namesOf(one).includes('--engine')) expect(namesOf(one), one.name()).toContain('--engine-start-timeout');
  for (const name of ['report', 'merge']) {
    const one = campaign.commands.find((its) => its.name() === name)!;
    expect(namesOf(one)).toEqual(expect.arrayContaining(['--summary', '--report', '--junit', '--json']));
  }
});
