const TITLE_CHARS = 30;
const CELL_CHARS = 12;

/**
 * Means over the members of each group, a line a group.
 * @param valueOf undefined where the question does not arise; such members are left out of the mean
 */
export function table<Member, Column extends string>(
  title: string,
  columns: readonly Column[],
  groups: readonly (readonly [name: string, members: readonly Member[]])[],
  valueOf: (member: Member, column: Column) => number | undefined,
): string {
  const lines = groups.map(([name, members]) => {
    const cells = columns.map((column) => mean(members.map((each) => valueOf(each, column))));
    return line(name, [String(members.length), ...cells]);
  });
  return [line(title, ['pieces', ...columns]), ...lines].join('\n');
}

function line(title: string, cells: readonly string[]): string {
  return title.padEnd(TITLE_CHARS) + cells.map((cell) => cell.padStart(CELL_CHARS)).join('');
}

function mean(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return '–';
  return (known.reduce((sum, value) => sum + value, 0) / known.length).toFixed(1);
}
