import { basename } from 'node:path';
import * as vscode from 'vscode';
import { logError } from '../log-error.ts';
import { openScore, SCORE_VIEW_TYPE } from '../open-score.ts';
import { uriExists } from '../uri-exists.ts';
import type { Hearing } from './hearing.ts';
import type { Hearings } from './hearings.ts';

/**
 * Shows in a tab what is heard while the work goes on, and then the score. Whoever closes the tab wants
 * to see something else: the work goes on, and its end is told in a notification.
 * @param target where the score goes
 * @param work resolves with where the score is, or `undefined` if there is none
 */
export async function inScoreTab(
  target: vscode.Uri,
  { hearing, hearings, log }: HearingParts,
  work: () => Promise<vscode.Uri | undefined>,
): Promise<void> {
  hearings.begin(target, hearing);
  let opening: Promise<boolean> | undefined;
  const stopWaiting = hearing.onChange(() => {
    // What cannot be read at all gets a sentence, and no tab.
    if (hearing.state.fraction > 0) opening ??= isOpened(target, log);
  });
  let score: vscode.Uri | undefined;
  try {
    score = await work();
  } finally {
    stopWaiting();
    const wasOpened = await opening;
    const isHere = score?.toString() === target.toString();
    const tabs = tabsOf(target);
    // An older score that was to be replaced is shown again; where there is none, there is nothing to show.
    if (!isHere && tabs.length > 0 && !(await uriExists(target))) {
      await vscode.window.tabGroups.close(tabs, true);
    }
    hearings.end(target);
    if (score !== undefined) {
      if (!isHere || wasOpened !== true) await openTab(score);
      else if (tabs.length === 0) void offer(score);
    }
  }
}

export interface HearingParts {
  readonly hearing: Hearing;
  readonly hearings: Hearings;
  readonly log: vscode.LogOutputChannel;
}

async function isOpened(score: vscode.Uri, log: vscode.LogOutputChannel): Promise<boolean> {
  try {
    await openTab(score);
    return true;
  } catch (error) {
    logError(error, log);
    return false;
  }
}

async function offer(score: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open Score');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is ready.', basename(score.path)),
    open,
  );
  if (chosen === open) await openTab(score);
}

async function openTab(score: vscode.Uri): Promise<void> {
  await openScore(score, { preview: false });
}

function tabsOf(score: vscode.Uri): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputCustom &&
        input.viewType === SCORE_VIEW_TYPE &&
        input.uri.toString() === score.toString(),
    );
}
