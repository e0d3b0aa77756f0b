import * as vscode from 'vscode';
import { singlePart } from '../../score/excerpt.ts';
import type { Part, Score } from '../../score/model.ts';
import { PAPERS, type PaperName } from '../../print/paper.ts';
import { printInThread, type PrintParts } from '../../print/print-thread.ts';
import type { PrintRequest } from '../../print/requests.ts';
import type { PagePainter } from '../page-painter.ts';
import type { ExportFormat } from './formats.ts';

/** Print quality, as the notation programs write pictures. */
const DOTS_PER_INCH = 300;
const POINTS_PER_INCH = 72;

/** Formats that are text. */
export type TextFormat = Extract<ExportFormat, 'musicxml' | 'abc'>;

/** What is exported, and the parts of the product that make it. */
export interface ExportJob {
  readonly score: Score;
  /** `undefined` for the full score. */
  readonly part: Part | undefined;
  readonly format: ExportFormat;
  readonly paper: PaperName;
  readonly print: PrintParts;
  /** The text of a file; runs in the thread for score work. */
  readonly write: (as: TextFormat, score: Score, signal: AbortSignal) => Promise<string>;
  /** Paints pages: the view of this score, opened if it must be. */
  readonly painter: () => Promise<PagePainter>;
}

/**
 * Makes the files of an export: one, or one a page.
 * @param progress told the share of the work done, 0–1
 */
export async function makeFiles(
  job: ExportJob,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const { score, part, format, paper } = job;
  const print = (as: PrintRequest['format'], share: number): Promise<readonly Uint8Array[]> =>
    printInThread(
      job.print,
      { score, format: as, paper, partId: part?.id },
      (done) => {
        progress(done * share);
      },
      signal,
    );
  switch (format) {
    case 'musicxml':
    case 'abc': {
      const chosen = part === undefined ? score : singlePart(score, part.id);
      return [new TextEncoder().encode(await job.write(format, chosen, signal))];
    }
    case 'pdf':
    case 'svg':
      return print(format, 1);
    case 'png':
      return paintPages(job, await print('svg-outlines', 0.5), progress, signal);
  }
}

async function paintPages(
  { paper, painter }: ExportJob,
  drawings: readonly Uint8Array[],
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const view = await painter();
  const px = (points: number): number => Math.round((points / POINTS_PER_INCH) * DOTS_PER_INCH);
  const widthPx = px(PAPERS[paper].widthPt);
  const heightPx = px(PAPERS[paper].heightPt);
  const pictures: Uint8Array[] = [];
  for (const drawing of drawings) {
    // One after the other: a page at this size is 35 MB while it is painted.
    if (signal.aborted) throw new vscode.CancellationError();
    const svg = new TextDecoder().decode(drawing);
    pictures.push(await view.paint({ svg, widthPx, heightPx }));
    progress(0.5 + (0.5 * pictures.length) / drawings.length);
  }
  return pictures;
}
