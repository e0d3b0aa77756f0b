import type { Score } from '../../../src/score/model.ts';
import { exampleScore } from '../example-score.ts';
import { band } from './band.ts';
import { changes } from './changes.ts';
import { crowded } from './crowded.ts';
import { fretted } from './fretted.ts';
import { graces } from './graces.ts';
import { piano } from './piano.ts';
import { rhythms } from './rhythms.ts';
import { silence } from './silence.ts';
import { ties } from './ties.ts';
import { voices } from './voices.ts';

/** Scores that show, between them, everything the view must be able to draw. */
export const gallery: Readonly<Record<string, Score>> = {
  band,
  changes,
  crowded,
  example: exampleScore,
  fretted,
  graces,
  piano,
  rhythms,
  silence,
  ties,
  voices,
};
