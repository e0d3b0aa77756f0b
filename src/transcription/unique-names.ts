/**
 * Makes names unique in order: the first "Guitar" keeps its name, the next become "Guitar 2",
 * "Guitar 3" (skipping numbers that are taken). Linear in the number of names.
 */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const given = new Set<string>();
  const next = new Map<string, number>();
  return names.map((name) => {
    let unique = name;
    if (given.has(name)) {
      let number = next.get(name) ?? 2;
      while (taken.has(`${name} ${number}`) || given.has(`${name} ${number}`)) number += 1;
      next.set(name, number + 1);
      unique = `${name} ${number}`;
    }
    given.add(unique);
    return unique;
  });
}
