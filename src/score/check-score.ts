import { DIVS_PER_WHOLE, valueDivs } from './time.ts';
import type { Bar, Part, Score, StaffBar, Tuplet, Voice, VoiceElement } from './model.ts';

/**
 * Everything that must hold in a Score whatever was performed; each broken rule as a sentence, [] for
 * a sound score. Meant for tests and for debugging writers.
 */
export function checkScore(score: Score): string[] {
  const problems: string[] = [];
  const { bars } = score;
  if (bars.length === 0) problems.push('The score has no bars.');
  bars.forEach((bar, index) => {
    const next = bars[index + 1];
    if (next !== undefined && bar.startDiv + bar.lengthDivs !== next.startDiv) {
      problems.push(`Bar ${index} does not end where the next begins.`);
    }
    if (bar.lengthDivs <= 0) problems.push(`Bar ${index} has no length.`);
  });
  for (const part of score.parts) checkPart(part, bars, problems);
  return problems;
}

function checkPart(part: Part, bars: readonly Bar[], problems: string[]): void {
  const written = new Set<number>();
  part.staves.forEach((staff, staffIndex) => {
    const where = `${part.id} staff ${staffIndex}`;
    if (staff.bars.length !== bars.length) problems.push(`${where} has another number of bars.`);
    staff.bars.forEach((staffBar, index) => {
      const bar = bars[index];
      if (bar === undefined) return;
      checkStaffBar(staffBar, bar, `${where} bar ${index}`, problems);
    });
    checkTies(staff.bars, where, written, problems);
  });
}

function checkStaffBar(staffBar: StaffBar, bar: Bar, where: string, problems: string[]): void {
  if (staffBar.voices.length < 1 || staffBar.voices.length > 2) {
    problems.push(`${where} has ${staffBar.voices.length} voices.`);
  }
  for (const voice of staffBar.voices) checkVoice(voice, bar, where, problems);
}

function checkVoice(voice: Voice, bar: Bar, where: string, problems: string[]): void {
  let at = 0;
  voice.elements.forEach((element, index) => {
    if (element.offsetDivs !== at) problems.push(`${where}: gap or overlap at ${at}.`);
    at = element.offsetDivs + element.durationDivs;
    const tuplet = voice.tuplets.find((each) => each.first <= index && index <= each.last);
    if (!lastsAsPrinted(element, tuplet))
      problems.push(`${where}: value and length differ at ${index}.`);
    if (element.kind === 'chord' && element.notes.length === 0) {
      problems.push(`${where}: a chord without notes.`);
    }
  });
  if (at !== bar.lengthDivs) problems.push(`${where}: filled to ${at} of ${bar.lengthDivs}.`);
  for (const tuplet of voice.tuplets) checkTuplet(voice, tuplet, where, problems);
  for (const beam of voice.beams) {
    const isOrdered = beam.elements.every(
      (each, i) => i === 0 || each > (beam.elements[i - 1] ?? -1),
    );
    if (beam.elements.length < 2 || !isOrdered) problems.push(`${where}: a beam out of order.`);
    for (const each of beam.elements) {
      const element = voice.elements[each];
      if (element?.kind !== 'chord' || element.value.type < 8) {
        problems.push(`${where}: a beam on something that takes none.`);
      }
    }
  }
}

function lastsAsPrinted(element: VoiceElement, tuplet: Tuplet | undefined): boolean {
  if (element.kind === 'rest' && element.isWholeBar) return true;
  const ratio = tuplet === undefined ? 1 : tuplet.normal / tuplet.actual;
  return Math.abs(valueDivs(element.value) * ratio - element.durationDivs) < 1e-6;
}

function checkTuplet(voice: Voice, tuplet: Tuplet, where: string, problems: string[]): void {
  let sum = 0;
  for (let index = tuplet.first; index <= tuplet.last; index += 1) {
    sum += voice.elements[index]?.durationDivs ?? NaN;
  }
  if (sum !== (tuplet.normal * DIVS_PER_WHOLE) / tuplet.type) {
    problems.push(`${where}: a tuplet that is not full.`);
  }
}

/** Every tie ends in a note of the same pitch that starts where it stops; no note is struck twice. */
function checkTies(
  staffBars: readonly StaffBar[],
  where: string,
  written: Set<number>,
  problems: string[],
): void {
  const open = new Map<number, number>();
  let barStart = 0;
  for (const [index, staffBar] of staffBars.entries()) {
    let barEnd = barStart;
    const chords = staffBar.voices
      .flatMap((voice) => voice.elements)
      .sort((a, b) => a.offsetDivs - b.offsetDivs);
    for (const element of chords) {
      barEnd = Math.max(barEnd, barStart + element.offsetDivs + element.durationDivs);
      if (element.kind === 'rest') continue;
      const start = barStart + element.offsetDivs;
      for (const note of element.notes) {
        if (note.tiedFromPrevious && open.get(note.noteIndex) !== start) {
          problems.push(`${where} bar ${index}: a tie from nowhere.`);
        }
        if (!note.tiedFromPrevious && written.has(note.noteIndex)) {
          problems.push(`${where} bar ${index}: note ${note.noteIndex} struck twice.`);
        }
        written.add(note.noteIndex);
        if (note.tiedToNext) open.set(note.noteIndex, start + element.durationDivs);
        else open.delete(note.noteIndex);
      }
    }
    barStart = barEnd;
  }
  if (open.size > 0) problems.push(`${where}: ${open.size} ties into nothing.`);
}
