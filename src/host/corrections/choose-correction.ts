import * as vscode from 'vscode';
import { timeText } from '../../formats/abc/fields.ts';
import type { Correction } from '../../score/corrections.ts';
import type { Bar, Part } from '../../score/model.ts';
import { shiftBarlines } from '../../score/shift-barlines.ts';
import { isSameTime } from '../../score/time.ts';
import type { OpenedScore } from '../score-requests.ts';
import { chanceOf, chooseKey, chooseTime, likely, type Doubts } from './choose-metre-and-key.ts';
import { keyWords } from './key-words.ts';

/** One line of a list, and the correction that follows from picking it; undefined if the user backs out. */
interface Choice extends vscode.QuickPickItem {
  readonly next?: () => Promise<Correction | undefined> | Correction | undefined;
}

/**
 * What of a score a person wants to put right. Each line says how it is now, and where the machine heard the beats
 * how likely it is the right thing to do.
 * @param askDoubts asked for only where they are of use
 * @returns `undefined` if the user backs out
 */
export async function chooseCorrection(
  opened: OpenedScore,
  askDoubts: () => Promise<Doubts>,
): Promise<Correction | undefined> {
  const [bar] = opened.score.bars;
  if (bar === undefined) return undefined;
  // Another program's beats and bars are not what the machine decided.
  const doubts = opened.provenance === undefined ? undefined : askDoubts();
  const chosen = await pickOf(vscode.l10n.t('What Is Wrong?'), doubts, (sure) => [
    ...ofBeatsAndBars(opened, bar, sure, () => chooseTime(bar.time, doubts ?? askDoubts())),
    ...ofNotesAndParts(opened, bar),
  ]);
  return chosen?.next?.();
}

function ofBeatsAndBars(
  { score, performance }: OpenedScore,
  bar: Bar,
  sure: Doubts,
  askTime: () => Promise<Correction | undefined>,
): Choice[] {
  const [mark] = score.tempoMarks;
  const beats = (label: string, factor: 2 | 0.5): Choice => ({
    label,
    description: [
      ...(mark === undefined
        ? []
        : [vscode.l10n.t('{0} beats a minute', Math.round(mark.perMinute * factor))]),
      ...likely(chanceOf(sure?.beatFactor, (longer) => longer === 1 / factor)),
    ].join(', '),
    next: () => ({ kind: 'scale-tempo', factor }),
  });
  const beatsPerBar = (sure?.barlineBeat.alternatives.length ?? 0) + 1;
  const barlines = (label: string, by: 1 | -1): Choice => {
    const place = (by + beatsPerBar) % beatsPerBar;
    return {
      label,
      description: likely(
        chanceOf(sure?.barlineBeat, (beat) => beat !== 0 && beat === place),
      ).join(),
      next: () => shifted(shiftBarlines(score, performance, by)),
    };
  };
  return [
    separator(vscode.l10n.t('Beats and bars')),
    beats(vscode.l10n.t('Twice as many beats'), 2),
    beats(vscode.l10n.t('Half as many beats'), 0.5),
    barlines(vscode.l10n.t('Bars begin one beat later'), 1),
    barlines(vscode.l10n.t('Bars begin one beat earlier'), -1),
    {
      label: vscode.l10n.t('Time signature…'),
      description: [
        timeText(bar.time),
        ...likely(chanceOf(sure?.metre, (time) => isSameTime(time, bar.time))),
      ].join(', '),
      next: askTime,
    },
  ];
}

function ofNotesAndParts({ score }: OpenedScore, bar: Bar): Choice[] {
  return [
    separator(vscode.l10n.t('Notes')),
    {
      label: vscode.l10n.t('Key…'),
      description: keyWords(bar.key),
      next: () => chooseKey(bar.key),
    },
    score.tempoMarks[0]?.swing === true
      ? {
          label: vscode.l10n.t('Eighths are even, not swung'),
          next: () => ({ kind: 'swing', swing: false }),
        }
      : {
          label: vscode.l10n.t('Eighths are swung: write them even'),
          next: () => ({ kind: 'swing', swing: true }),
        },
    { label: vscode.l10n.t('Shortest note…'), next: chooseGrid },
    separator(vscode.l10n.t('Parts')),
    {
      label: vscode.l10n.t('Staves of a part…'),
      next: () => withPart(score.parts, chooseStaves),
    },
    {
      label: vscode.l10n.t('Clef of a part…'),
      next: () => withPart(score.parts, chooseClef),
    },
    {
      label: vscode.l10n.t('Octave of a part…'),
      next: () => withPart(score.parts, chooseOctave),
    },
  ];
}

/** A list that is there at once, and says more as soon as what it waits for is known. */
async function pickOf<T>(
  title: string,
  waited: Promise<T | undefined> | undefined,
  choicesOf: (known: T | undefined) => Choice[],
): Promise<Choice | undefined> {
  const list = vscode.window.createQuickPick<Choice>();
  try {
    return await new Promise((resolve) => {
      list.title = title;
      list.matchOnDescription = true;
      list.items = choicesOf(undefined);
      list.onDidAccept(() => {
        resolve(list.activeItems[0]);
      });
      list.onDidHide(() => {
        resolve(undefined);
      });
      list.show();
      void waited?.then((known) => {
        if (known === undefined) return;
        const active = list.activeItems[0]?.label;
        list.items = choicesOf(known);
        list.activeItems = list.items.filter(({ label }) => label === active);
      });
    });
  } finally {
    list.dispose();
  }
}

async function pick(title: string, choices: readonly Choice[]): Promise<Correction | undefined> {
  const chosen = await vscode.window.showQuickPick(choices, { title, matchOnDescription: true });
  return chosen?.next?.();
}

function separator(label: string): Choice {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Says so where the bars cannot begin there. */
function shifted(correction: Correction | undefined): Correction | undefined {
  if (correction === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'No note begins on that beat of any bar. Correct the beats or the metre first.',
      ),
    );
  }
  return correction;
}

function chooseGrid(): Promise<Correction | undefined> {
  const labels = {
    4: vscode.l10n.t('Quarter'),
    8: vscode.l10n.t('Eighth'),
    16: vscode.l10n.t('Sixteenth'),
    32: vscode.l10n.t('Thirty-second'),
  };
  const choices = ([4, 8, 16, 32] as const).flatMap((finest) =>
    [true, false].map((tuplets): Choice => ({
      label: labels[finest],
      description: tuplets ? vscode.l10n.t('and tuplets') : vscode.l10n.t('no tuplets'),
      next: () => ({ kind: 'grid', finest, tuplets }),
    })),
  );
  return pick(vscode.l10n.t('Nothing Shorter Than'), choices);
}

/** Nothing is asked where there is but one. */
async function withPart(
  parts: readonly Part[],
  ask: (part: Part) => Promise<Correction | undefined>,
): Promise<Correction | undefined> {
  const pitched = parts.filter(({ isPercussion }) => !isPercussion);
  const [only, second] = pitched;
  if (only !== undefined && second === undefined) return ask(only);
  const chosen = await vscode.window.showQuickPick(
    pitched.map((part) => ({ label: part.name, part })),
    { title: vscode.l10n.t('Which Part') },
  );
  return chosen && ask(chosen.part);
}

const MIDDLE_C = 60;

function chooseStaves({ instrumentIndex, name }: Part): Promise<Correction | undefined> {
  const split = (label: string, pitch: number | null): Choice => ({
    label,
    next: () => ({ kind: 'staff-split', instrumentIndex, pitch }),
  });
  return pick(vscode.l10n.t('Staves of {0}', name), [
    split(vscode.l10n.t('One staff'), null),
    split(vscode.l10n.t('Two staves, parted at middle C'), MIDDLE_C),
    split(vscode.l10n.t('Two staves, parted an octave lower'), MIDDLE_C - 12),
    split(vscode.l10n.t('Two staves, parted a fifth higher'), MIDDLE_C + 7),
  ]);
}

async function chooseClef({
  instrumentIndex,
  name,
  staves,
}: Part): Promise<Correction | undefined> {
  const clefs = [
    { label: vscode.l10n.t('Treble'), clef: { sign: 'G', line: 2, octaveChange: 0 } },
    {
      label: vscode.l10n.t('Treble, an octave lower'),
      clef: { sign: 'G', line: 2, octaveChange: -1 },
    },
    { label: vscode.l10n.t('Alto'), clef: { sign: 'C', line: 3, octaveChange: 0 } },
    { label: vscode.l10n.t('Tenor'), clef: { sign: 'C', line: 4, octaveChange: 0 } },
    { label: vscode.l10n.t('Bass'), clef: { sign: 'F', line: 4, octaveChange: 0 } },
    {
      label: vscode.l10n.t('Bass, an octave lower'),
      clef: { sign: 'F', line: 4, octaveChange: -1 },
    },
  ] as const;
  const staffNames = [vscode.l10n.t('upper staff'), vscode.l10n.t('lower staff')];
  const choices = staves.flatMap((_, staff) =>
    clefs.map(({ label, clef }): Choice => ({
      label,
      ...(staves.length > 1 ? { description: staffNames[staff] ?? '' } : {}),
      next: () => ({ kind: 'clef', instrumentIndex, staff, clef }),
    })),
  );
  return pick(vscode.l10n.t('Clef of {0}', name), choices);
}

function chooseOctave({ instrumentIndex, name }: Part): Promise<Correction | undefined> {
  const choice = (label: string, octaves: -2 | -1 | 0 | 1 | 2): Choice => ({
    label,
    next: () => ({ kind: 'octave', instrumentIndex, octaves }),
  });
  return pick(vscode.l10n.t('{0} Is Written', name), [
    choice(vscode.l10n.t('where it sounds'), 0),
    choice(vscode.l10n.t('an octave higher than it sounds'), 1),
    choice(vscode.l10n.t('an octave lower than it sounds'), -1),
    choice(vscode.l10n.t('two octaves higher than it sounds'), 2),
    choice(vscode.l10n.t('two octaves lower than it sounds'), -2),
  ]);
}
