import { type Attack, type Kind, kinds } from './attack.ts';
import { campaignAttacks } from './campaign-attacks.ts';
import { diskAttacks } from './disk-attacks.ts';
import { engineAttacks } from './engine-attacks.ts';
import { environmentAttacks } from './environment-attacks.ts';
import { inputAttacks } from './input-attacks.ts';
import { killAttacks } from './kill-attacks.ts';
import { readonlyAttacks } from './readonly-attacks.ts';
import { repeatAttacks } from './repeat-attacks.ts';
import { signalAttacks } from './signal-attacks.ts';

/** Every attack, by kind in the order of the table. */
export const allAttacks: readonly Attack[] = [
  ...[...engineAttacks, ...inputAttacks, ...environmentAttacks, ...diskAttacks],
  ...[...readonlyAttacks, ...killAttacks, ...signalAttacks, ...campaignAttacks, ...repeatAttacks],
];

/** --quick takes one in so many of each kind. */
const quickShare = 12;

/** The attacks with these names, or below them as in `engine/hang`; without names all. */
export function chosenAttacks(only: readonly string[], quick: boolean): readonly Attack[] {
  const isWanted = ({ name }: Attack): boolean =>
    only.length === 0 || only.some((wanted) => name === wanted || name.startsWith(`${wanted}/`));
  const wanted = allAttacks.filter(isWanted);
  if (!quick) return wanted;
  return (Object.keys(kinds) as Kind[]).flatMap((kind) =>
    wanted.filter((attack) => attack.kind === kind).filter((_, index) => index % quickShare === 0),
  );
}
