import * as vscode from 'vscode';
import type { PaidStep } from '../../jobs/paid-steps.ts';
import { spendingByMonth, type MonthOfSpending } from '../../jobs/spending.ts';
import { readSettings } from '../settings.ts';
import type { JobRecords } from './jobs-view.ts';

export const SPENDING_VIEW = 'stemstave.spending';

type Node =
  | { readonly kind: 'month'; readonly month: MonthOfSpending }
  | { readonly kind: 'step'; readonly step: PaidStep };

/** The *Spending* view: every paid request by month, with what it cost where the account told. */
export class SpendingView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #records: JobRecords;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #disposables: vscode.Disposable;

  constructor(records: JobRecords) {
    this.#records = records;
    this.#disposables = vscode.Disposable.from(
      this.#changed,
      records.onDidChange(() => {
        this.#changed.fire();
      }),
      vscode.window.createTreeView(SPENDING_VIEW, { treeDataProvider: this }),
    );
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node?.kind === 'step') return [];
    if (node !== undefined) return node.month.steps.map((step) => ({ kind: 'step', step }));
    const jobs = (await this.#records.list()).map(({ job }) => job);
    return spendingByMonth(jobs).map((month) => ({ kind: 'month', month }));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === 'month' ? monthItem(node.month) : stepItem(node.step);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

function monthItem(month: MonthOfSpending): vscode.TreeItem {
  const date = new Date(month.year, month.month, 1);
  const label = date.toLocaleDateString(vscode.env.language, { year: 'numeric', month: 'long' });
  const isNow = date.toDateString() === new Date(new Date().setDate(1)).toDateString();
  const item = new vscode.TreeItem(
    label,
    isNow ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = label;
  const { perMonth } = readSettings().caps;
  const sum =
    isNow && perMonth !== undefined
      ? vscode.l10n.t('{0} of {1} credits', month.credits, perMonth)
      : vscode.l10n.t('{0} credits', month.credits);
  const unknown =
    month.unknownCount === 0 ? '' : vscode.l10n.t('{0} of unknown cost', month.unknownCount);
  item.description = [sum, unknown].filter((part) => part !== '').join(' · ');
  item.iconPath = new vscode.ThemeIcon('calendar');
  return item;
}

function stepItem(step: PaidStep): vscode.TreeItem {
  const names: Readonly<Record<PaidStep['name'], string>> = {
    cover: vscode.l10n.t('re-performance'),
    separation: vscode.l10n.t('separation'),
    midi: vscode.l10n.t('notes'),
  };
  const { sourceName, sentAtMs, credits, fate, balanceBefore, balanceAfter } = step;
  const item = new vscode.TreeItem(sourceName);
  item.id = `${step.jobId}/${sentAtMs}/${step.name}/${step.detail}`;
  const cost =
    credits !== undefined
      ? vscode.l10n.t('{0} credits', credits)
      : fate === 'unknown'
        ? vscode.l10n.t('perhaps charged')
        : vscode.l10n.t('cost not told');
  item.description = `${names[step.name]} · ${cost}`;
  item.tooltip = [
    `${sourceName}: ${names[step.name]}`,
    new Date(sentAtMs).toLocaleString(),
    cost,
    ...(balanceBefore === undefined || balanceAfter === undefined
      ? []
      : [vscode.l10n.t('Balance {0} before, {1} after', balanceBefore, balanceAfter)]),
  ].join('\n');
  item.iconPath = new vscode.ThemeIcon(fate === 'unknown' ? 'question' : 'credit-card');
  return item;
}
