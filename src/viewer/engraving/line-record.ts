import type { ScoreHeader } from '../../protocol/header.ts';
import { MapRecorder } from './map-recorder.ts';
import { Skyline, type Span } from './skyline.ts';
import { SystemContext } from './system-context.ts';
import { stavesOf, type BarColumn, type StaffPlace } from './system-input.ts';

/** What is drawn of a line of music, and where it stands. */
export class LineRecord {
  readonly context = new SystemContext(document.createElement('div'));
  readonly map = new MapRecorder();
  readonly skyline = new Skyline();
  readonly places: readonly StaffPlace[];
  /** Of each staff, what ties keep clear of. */
  readonly signs: readonly Span[][];
  /** For each part, the noteheads drawn. */
  readonly noteheads: number[];
  /** Why bars are missing, for the log. */
  readonly failures: string[] = [];

  constructor(header: ScoreHeader) {
    this.places = stavesOf(header);
    this.signs = this.places.map(() => []);
    this.noteheads = header.parts.map(() => 0);
  }

  /** A bar of a staff stays empty. */
  fail(column: BarColumn, staff: number, error: unknown): void {
    const name = this.places[staff]?.partId ?? '?';
    const reason = error instanceof Error ? error.message : String(error);
    this.failures.push(`Bar ${column.bar.number} of ${name} could not be drawn: ${reason}`);
  }

  countHeads(part: number, count: number): void {
    this.noteheads[part] = (this.noteheads[part] ?? 0) + count;
  }

  /** Ties and what stands outside the staff keep clear of this. */
  standsAt(staff: number, span: Span): void {
    this.skyline.add(staff, span);
    this.signs[staff]?.push(span);
  }
}
