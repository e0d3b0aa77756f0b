/** Families of instruments that are told apart, in the order of the net's outputs. */
export const FAMILIES = ['bass', 'keys', 'guitar', 'strings', 'lead', 'winds'] as const;
export type Family = (typeof FAMILIES)[number];
