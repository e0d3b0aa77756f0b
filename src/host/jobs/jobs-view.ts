import * as vscode from 'vscode';
import type { JobOverview } from '../../jobs/job-store.ts';
import { GROUPS, jobRows, type Group, type JobRow, type Standing } from './job-rows.ts';
import type { LiveJobs } from './live-jobs.ts';

export const JOBS_VIEW = 'stemstave.jobs';

/** Where the view gets the records of jobs from. */
export interface JobRecords {
  readonly onDidChange: vscode.Event<void>;
  list(): Promise<readonly JobOverview[]>;
  isHidden(jobId: string): boolean;
}

/** Progress comes many times a second; a list that flickers cannot be clicked. */
const REFRESH_PAUSE_MS = 200;
const LOOK_AGAIN_MS = 1500;

export type Node = GroupNode | JobNode;
interface GroupNode {
  readonly kind: 'group';
  readonly group: Group;
  /** As they were when the list was read: one reading serves all groups, so no job is in two of them. */
  readonly rows: readonly JobRow[];
}
export interface JobNode {
  readonly kind: 'job';
  readonly row: JobRow;
}

/** The *Jobs* view: what runs, waits, has failed and is done. */
export class JobsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #live: LiveJobs;
  readonly #records: JobRecords;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #disposables: { dispose(): unknown }[] = [this.#changed];
  #timer: NodeJS.Timeout | undefined;

  constructor(live: LiveJobs, records: JobRecords) {
    this.#live = live;
    this.#records = records;
    const refresh = (): void => {
      this.#refreshIn(REFRESH_PAUSE_MS);
    };
    const view = vscode.window.createTreeView(JOBS_VIEW, { treeDataProvider: this });
    this.#disposables.push(live.onDidChange(refresh), records.onDidChange(refresh), view);
  }

  #refreshIn(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, ms);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node?.kind === 'job') return [];
    if (node !== undefined) return node.rows.map((row) => ({ kind: 'job', row }));
    const rows = await this.rows();
    return GROUPS.map((group): GroupNode => ({
      kind: 'group',
      group,
      rows: rows.filter((row) => row.group === group),
    })).filter((each) => each.rows.length > 0);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === 'group' ? groupItem(node.group) : jobItem(node);
  }

  async rows(): Promise<readonly JobRow[]> {
    const overviews = await this.#records.list();
    const isHidden = (jobId: string): boolean => this.#records.isHidden(jobId);
    const rows = jobRows(this.#live.all, overviews, isHidden, Date.now());
    // That another window has let go of a job, or is gone, nobody tells.
    if (rows.some(({ standing }) => standing === 'elsewhere')) this.#refreshIn(LOOK_AGAIN_MS);
    return rows;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    vscode.Disposable.from(...this.#disposables).dispose();
  }
}

function groupItem(group: Group): vscode.TreeItem {
  const labels: Readonly<Record<Group, string>> = {
    running: vscode.l10n.t('Running'),
    waiting: vscode.l10n.t('Waiting'),
    failed: vscode.l10n.t('Failed'),
    done: vscode.l10n.t('Done'),
  };
  const item = new vscode.TreeItem(labels[group], vscode.TreeItemCollapsibleState.Expanded);
  item.id = group;
  item.contextValue = 'group';
  return item;
}

function jobItem(node: JobNode): vscode.TreeItem {
  const { row } = node;
  const item = new vscode.TreeItem(row.label, vscode.TreeItemCollapsibleState.None);
  // No id: VS Code refuses one that is known already, as a job's is while it moves from group to group.
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.iconPath = iconOf(row.standing);
  item.contextValue = row.standing;
  item.accessibilityInformation = { label: [row.label, row.description].join(', ') };
  if (row.live?.heardIn !== undefined && row.group === 'running') {
    item.command = {
      command: 'stemstave.job.open',
      title: vscode.l10n.t('Show What Is Heard'),
      arguments: [node],
    };
  }
  if (row.group === 'done') {
    item.command = {
      command: 'stemstave.job.open',
      title: vscode.l10n.t('Open Score'),
      arguments: [node],
    };
  }
  return item;
}

function iconOf(standing: Standing): vscode.ThemeIcon {
  const icon = (name: string, color?: string): vscode.ThemeIcon =>
    new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
  switch (standing) {
    case 'running':
    case 'running-charged':
    case 'elsewhere':
      return icon('loading~spin');
    case 'queued':
      return icon('clock');
    case 'stopped':
      return icon('debug-pause');
    case 'failed':
      return icon('error', 'list.errorForeground');
    case 'unknown':
      return icon('warning', 'list.warningForeground');
    case 'done':
    case 'done-with-stems':
      return icon('pass', 'testing.iconPassed');
  }
}
