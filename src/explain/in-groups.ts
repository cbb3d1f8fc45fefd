/** Runs groups side by side and the members of each one after the other; results come in the order of `items`. */
export async function inGroups<Item, Result>(
  items: readonly Item[],
  groupOf: (item: Item) => string,
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  const results = new Map<Item, Result>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      for (const item of group) results.set(item, await run(item));
    }),
  );
  return items.map((item) => results.get(item)!);
}
