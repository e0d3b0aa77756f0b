import PDFDocument from 'pdfkit';
import { isMusic, type Face } from './fonts/font-book.ts';
import { glyphPlaces } from './drawing/glyph-places.ts';
import type { Page } from './engrave-pages.ts';
import { SLANT_DEGREES, type PathMark, type TextMark } from './drawing/marks.ts';

/**
 * Pages as a PDF 1.7: vectors throughout, fonts embedded as the subsets that are used.
 * @param info for the document's properties
 */
export async function writePdf(
  pages: readonly Page[],
  info: { readonly title: string; readonly creator: string },
): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    pdfVersion: '1.7',
    displayTitle: true,
    // No font of its own: the first one set is ours.
    font: '',
    info: { Title: info.title, Creator: info.creator, Producer: info.creator },
  });
  const chunks: Uint8Array[] = [];
  pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  const known = new Set<Face>();
  for (const { widthPt, heightPt, marks } of pages) {
    pdf.addPage({ size: [widthPt, heightPt], margin: 0 });
    for (const mark of marks) {
      pdf.save();
      pdf.transform(...mark.matrix);
      if (mark.kind === 'path') drawPath(pdf, mark);
      else drawText(pdf, mark, known);
      pdf.restore();
      if (mark.kind === 'text') drawOutlines(pdf, mark);
    }
  }
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

function drawPath(pdf: PDFKit.PDFDocument, mark: PathMark): void {
  const { colour, opacity } = mark.ink;
  pdf.opacity(opacity);
  pdf.path(mark.d);
  if (mark.lineWidth > 0) pdf.lineWidth(mark.lineWidth);
  if (mark.dashes.length > 0) {
    const [on = 1, off = on] = mark.dashes;
    pdf.dash(on, { space: off });
  }
  if (mark.isFilled && mark.lineWidth > 0) pdf.fillAndStroke(colour, colour);
  else if (mark.isFilled) pdf.fill(colour);
  else pdf.stroke(colour);
}

function drawText(pdf: PDFKit.PDFDocument, mark: TextMark, known: Set<Face>): void {
  pdf.fillColor(mark.ink.colour, mark.ink.opacity);
  for (const { face, text, x } of mark.runs) {
    if (face.shipped === undefined) continue;
    if (!known.has(face)) {
      known.add(face);
      pdf.registerFont(face.file, face.shipped.sfnt);
    }
    pdf.font(face.file, mark.size);
    pdf.text(text, x, 0, {
      baseline: 'alphabetic',
      lineBreak: false,
      oblique: mark.isSlanted && !isMusic(face) ? SLANT_DEGREES : false,
    });
  }
}

/** Letters that only a font of this computer has, as outlines: not every font may be handed on. */
function drawOutlines(pdf: PDFKit.PDFDocument, mark: TextMark): void {
  const runs = mark.runs.filter(({ face }) => face.shipped === undefined);
  for (const { glyph, matrix } of glyphPlaces(mark, runs)) {
    const outline = glyph.path.toSVG();
    if (outline === '') continue;
    pdf.save();
    pdf.transform(...matrix);
    pdf.opacity(mark.ink.opacity);
    pdf.path(outline).fill(mark.ink.colour);
    pdf.restore();
  }
}
