/** Where a job stands. What each state means is told in JOURNAL.md. */
export const JOB_STATES = [
  'quoted',
  'consented',
  'uploading',
  'uploaded',
  'covering',
  'covered',
  'separating',
  'separated',
  'generating',
  'done',
  'failed',
  'unknown',
  'abandoned',
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** States in which a paid request may be under way. */
const PAYING = ['covering', 'separating', 'generating'] as const;
/** States in which work goes on. */
const WORKING = ['uploading', 'uploaded', ...PAYING, 'covered', 'separated'] as const;
const ENDINGS = ['failed', 'abandoned'] as const;

/**
 * From each state, those that may follow. A job never leaves `abandoned`; one that has `failed` or is
 * `done` can be taken up again (the latter to read its result once more).
 */
const NEXT: Readonly<Record<JobState, readonly JobState[]>> = {
  quoted: ['consented', ...ENDINGS],
  consented: ['uploading', 'separating', 'generating', ...ENDINGS],
  // A request that was cut off in an earlier run is found out about at any time.
  uploading: ['uploaded', 'unknown', ...ENDINGS],
  uploaded: ['uploading', 'covering', 'separating', 'unknown', ...ENDINGS],
  covering: ['covered', 'uploading', 'unknown', ...ENDINGS],
  covered: ['uploading', 'separating', 'unknown', ...ENDINGS],
  // Where an upload is not separated itself, a re-performance follows; where it is gone, another upload.
  separating: ['separated', 'uploading', 'covering', 'unknown', ...ENDINGS],
  // Where no notes were found, a simpler separation of the same recording may follow.
  separated: ['generating', 'uploading', 'separating', 'unknown', ...ENDINGS],
  generating: ['done', 'uploading', 'separating', 'unknown', ...ENDINGS],
  unknown: [...WORKING, 'done', ...ENDINGS],
  failed: ['quoted', 'consented', ...WORKING, 'done', 'unknown', 'abandoned'],
  done: [...PAYING, 'covered', 'separated', 'unknown', ...ENDINGS],
  abandoned: [],
};

/** Whether `to` may follow `from`. To stay is always allowed. */
export function mayFollow(from: JobState, to: JobState): boolean {
  return from === to || NEXT[from].includes(to);
}

/** Whether a job in this state has come to an end, good or bad. */
export function hasEnded(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'abandoned';
}

/** What a job is doing while a step of that name is under way. */
export function stateWhile(name: 'upload' | 'cover' | 'separation' | 'midi'): JobState {
  switch (name) {
    case 'upload':
      return 'uploading';
    case 'cover':
      return 'covering';
    case 'separation':
      return 'separating';
    case 'midi':
      return 'generating';
  }
}
