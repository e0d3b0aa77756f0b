/** Parts that stand together in a full score under one bracket: indices of the first and the last. */
export interface PartGroup {
  readonly first: number;
  readonly last: number;
}

type Section = 'woodwinds' | 'brass' | 'voices' | 'strings';

/** Sections of a full score by General MIDI program: the first and the last of each, 0-based. */
const SECTIONS: readonly (readonly [number, number, Section])[] = [
  [40, 45, 'strings'],
  [48, 51, 'strings'],
  [52, 54, 'voices'],
  [56, 63, 'brass'],
  [64, 79, 'woodwinds'],
];

/** What says which section a part belongs to. */
interface Sound {
  readonly program: number;
  readonly isPercussion: boolean;
}

/**
 * The brackets of a full score: neighbouring parts of one section, two at least. A band of single
 * instruments has none.
 */
export function partGroups(parts: readonly Sound[]): PartGroup[] {
  const groups: PartGroup[] = [];
  let first = 0;
  parts.forEach((part, index) => {
    const section = sectionOf(part);
    if (section !== undefined && section === sectionOf(parts[index + 1])) return;
    if (index > first) groups.push({ first, last: index });
    first = index + 1;
  });
  return groups;
}

function sectionOf(part: Sound | undefined): Section | undefined {
  if (part === undefined || part.isPercussion) return undefined;
  return SECTIONS.find(([from, to]) => part.program >= from && part.program <= to)?.[2];
}
