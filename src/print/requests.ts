import type { Score } from '../score/model.ts';
import type { PaperName } from './paper.ts';

/** What the printing thread can be asked for. */
export interface PrintRequest {
  readonly score: Score;
  /** `svg-outlines`: without fonts or text, for a painter that would have to load them. */
  readonly format: 'pdf' | 'svg' | 'svg-outlines';
  readonly paper: PaperName;
  /** `Part.id` of the one part wanted; `undefined` for the full score. */
  readonly partId: string | undefined;
  /** Folder with the fonts as they ship. */
  readonly fontsFolder: string;
  /** Where the computer's own fonts are; the platform's folders if left out. */
  readonly systemFontFolders?: readonly string[];
}

/** What it says: how far it is, and in the end the files (one a page for SVG) or why there are none. */
export type PrintMessage =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'done'; readonly files: readonly Uint8Array[] }
  | { readonly kind: 'failed'; readonly detail: string };
