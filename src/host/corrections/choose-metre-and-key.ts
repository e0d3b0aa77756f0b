import * as vscode from 'vscode';
import { timeText } from '../../formats/abc/fields.ts';
import type { BeatDecisions, Decision } from '../../score/beats/decisions.ts';
import type { Correction } from '../../score/corrections.ts';
import { isSameTime, type KeySignature, type TimeSignature } from '../../score/time.ts';
import { keyWords } from './key-words.ts';

/** How sure the machine was; `undefined` where nothing is known of that. */
export type Doubts = BeatDecisions | undefined;

const USUAL_TIMES: readonly TimeSignature[] = [
  { beats: 2, beatType: 4 },
  { beats: 3, beatType: 4 },
  { beats: 4, beatType: 4 },
  { beats: 2, beatType: 2 },
  { beats: 3, beatType: 8 },
  { beats: 6, beatType: 8 },
  { beats: 9, beatType: 8 },
  { beats: 12, beatType: 8 },
  { beats: 5, beatType: 4 },
  { beats: 7, beatType: 8 },
];
/** Less likely ones are not worth a number. */
const WORTH_SAYING = 0.02;

/** A chance in words; nothing where there is hardly any, or where it is not known. */
export function likely(chance: number | undefined): string[] {
  const percent = Math.round(100 * (chance ?? 0));
  return (chance ?? 0) < WORTH_SAYING ? [] : [vscode.l10n.t('{0} % likely', percent)];
}

/** How likely a choice is the right one. */
export function chanceOf<T>(
  decision: Decision<T> | undefined,
  isIt: (choice: T) => boolean,
): number | undefined {
  return choicesOf(decision).find(({ choice }) => isIt(choice))?.confidence;
}

/** What was decided first, then what else it may be, the likeliest first. */
function choicesOf<T>(decision: Decision<T> | undefined): Decision<T>['alternatives'] {
  return decision === undefined ? [] : [decision, ...decision.alternatives];
}

/** The likeliest first, where the machine has an opinion. @returns `undefined` if the user backs out */
export async function chooseTime(
  now: TimeSignature,
  doubts: Promise<Doubts>,
): Promise<Correction | undefined> {
  const other = vscode.l10n.t('Another…');
  const items = doubts.then((known) => [
    ...timesInOrder(known).map(({ time, chance }) => ({
      label: timeText(time),
      description: [
        ...(isSameTime(time, now) ? [vscode.l10n.t('as now')] : []),
        ...likely(chance),
      ].join(', '),
      time,
    })),
    { label: other, description: '', time: undefined },
  ]);
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Time Signature'),
  });
  if (chosen === undefined) return undefined;
  const time = chosen.time ?? (await typeTime(now));
  return time && { kind: 'time-signature', time };
}

function timesInOrder(doubts: Doubts): { time: TimeSignature; chance: number }[] {
  const known = choicesOf(doubts?.metre).map(({ choice, confidence }) => ({
    time: choice,
    chance: confidence,
  }));
  const others = USUAL_TIMES.filter((time) => !known.some((each) => isSameTime(each.time, time)));
  return [...known, ...others.map((time) => ({ time, chance: 0 }))];
}

const MOST_BEATS = 32;

/** @returns `undefined` for what is no time signature */
function readTime(text: string): TimeSignature | undefined {
  const [, beats, type] = /^\s*(\d{1,2})\s*\/\s*(\d{1,2})\s*$/.exec(text) ?? [];
  const beatType = ([1, 2, 4, 8, 16, 32] as const).find((known) => known === Number(type));
  if (beatType === undefined || Number(beats) < 1 || Number(beats) > MOST_BEATS) return undefined;
  return { beats: Number(beats), beatType };
}

async function typeTime(now: TimeSignature): Promise<TimeSignature | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Time Signature'),
    value: timeText(now),
    validateInput: (value) =>
      readTime(value) === undefined
        ? vscode.l10n.t('Write beats and beat type, such as 7/8.')
        : undefined,
  });
  return text === undefined ? undefined : readTime(text);
}

const KEYS: readonly KeySignature[] = Array.from({ length: 15 }, (_, at) => at - 7).flatMap(
  (fifths) => (['major', 'minor'] as const).map((mode) => ({ fifths, mode })),
);

/** Those with a signature like the one now first. @returns `undefined` if the user backs out */
export async function chooseKey(now: KeySignature): Promise<Correction | undefined> {
  const away = ({ fifths }: KeySignature): number => Math.abs(fifths - now.fifths);
  const chosen = await vscode.window.showQuickPick(
    KEYS.toSorted((a, b) => away(a) - away(b)).map((key) => ({
      label: keyWords(key),
      description:
        key.fifths === now.fifths && key.mode === now.mode ? vscode.l10n.t('as now') : '',
      key,
    })),
    { title: vscode.l10n.t('Key') },
  );
  return chosen && { kind: 'key', key: chosen.key };
}
