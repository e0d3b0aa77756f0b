import type { Score } from '../score/model.ts';
import { tuningText } from '../transcription/tuning.ts';
import { measureWith } from '../viewer/engraving/fonts.ts';
import { provideDocument } from './drawing/paper-element.ts';
import { engravePages } from './engrave-pages.ts';
import { FontBook } from './fonts/font-book.ts';
import { measuringCanvas } from './fonts/measuring.ts';
import type { PrintRequest } from './requests.ts';
import { writePdf } from './write-pdf.ts';
import { writeSvg } from './write-svg.ts';

/**
 * A score as files: one for a PDF, one for each page of SVG. For a thread of its own: it takes a
 * while, and changes globals that the engraver draws with.
 * @param progress told the share of the work done, 0–1
 */
export async function printScore(
  request: PrintRequest,
  progress: (share: number) => void,
): Promise<readonly Uint8Array[]> {
  const book = await FontBook.open(
    request.fontsFolder,
    textsOf(request.score),
    request.systemFontFolders,
  );
  provideDocument();
  measureWith(measuringCanvas(book));
  const { score, partName } = chosenPart(request.score, request.partId);
  const { tuningHz } = score;
  const tuning = tuningHz === undefined ? '' : tuningText(tuningHz);
  const heading = { title: score.title, partName, tuning };
  const pages = engravePages(score, heading, request.paper, book, progress);
  const title = [score.title, partName].filter((each) => each !== '').join(' – ');
  if (request.format === 'pdf') return [await writePdf(pages, { title, creator: 'Stemstave' })];
  const encoder = new TextEncoder();
  return pages.map((page, index) =>
    encoder.encode(
      writeSvg(
        page,
        pages.length > 1 ? `${title}, ${index + 1}` : title,
        request.format === 'svg' ? 'text' : 'outlines',
      ),
    ),
  );
}

function textsOf({ title, parts, tempoMarks }: Score): readonly string[] {
  const names = parts.flatMap(({ name, abbreviation }) => [name, abbreviation]);
  return [title, ...names, ...tempoMarks.map(({ text }) => text)];
}

/** The name of a single part stands over the page; its staves need none. */
function chosenPart(
  score: Score,
  partId: string | undefined,
): { readonly score: Score; readonly partName: string } {
  const part = score.parts.find(({ id }) => id === partId);
  if (part === undefined) return { score, partName: '' };
  const nameless = { ...part, name: '', abbreviation: '' };
  return { score: { ...score, parts: [nameless] }, partName: part.name };
}
