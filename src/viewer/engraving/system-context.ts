import { SVGContext } from 'vexflow/core';
import type { ElementRef } from '../layout/system-map.ts';
import { MUSIC_FONT, TEXT_FONT } from './fonts.ts';
import type { BuiltElement } from './note-builder.ts';
import { signBox } from './sign-boxes.ts';
import type { Span } from './skyline.ts';

type Point = readonly [x: number, y: number];

const SVG = 'http://www.w3.org/2000/svg';

/** Draws into one `<svg>`; leaner than its parent where a page of music spends its time. */
export class SystemContext extends SVGContext {
  readonly #saved: (typeof this.attributes)[] = [];
  /** The library's names of the noteheads of the element being drawn. */
  #heads: readonly string[] = [];
  #signs: Span[] | undefined;
  /** Of the open groups, the innermost last; `undefined` for those that are elements. */
  readonly #names: (string | undefined)[] = [];

  constructor(host: HTMLElement) {
    super(host);
    this.attributes['fill'] = 'currentColor';
    this.attributes['stroke'] = 'currentColor';
  }

  /** Colours come from the page, so that a change of theme needs no new drawing. */
  override setFillStyle(): this {
    return this;
  }

  override setStrokeStyle(): this {
    return this;
  }

  /** The parent clones its whole state deeply, for each sign drawn; only flat attributes change. */
  override save(): this {
    this.#saved.push({ ...this.attributes });
    return this;
  }

  override restore(): this {
    const saved = this.#saved.pop();
    if (saved !== undefined) this.attributes = saved;
    return this;
  }

  /** From now on writes down where signs are that ties keep clear of; `undefined` ends it. */
  collectSigns(into: Span[] | undefined): void {
    this.#signs = into;
  }

  override fillText(text: string, x: number, y: number): this {
    if (this.#signs !== undefined) {
      const size = Number.parseFloat(String(this.attributes['font-size']));
      const box = signBox(text, x, y, size);
      if (box !== undefined) this.#signs.push(box);
    }
    return super.fillText(text, x, y);
  }

  /** Areas for the pointer, of which this view makes no use. */
  override pointerRect(): this {
    return this;
  }

  /**
   * The library's groups. Only noteheads get an element, which says which note of the element at hand
   * it is; of other groups each shape has the name, and a page half as much for the browser to style.
   */
  override openGroup(className?: string, id?: string): SVGGElement {
    if (className !== undefined && className !== 'notehead') {
      this.#names.push(className);
      this.groups.push(this.parent);
      this.groupAttributes.push(this.groupAttributes.at(-1) ?? {});
      return this.parent;
    }
    this.#names.push(undefined);
    const group = super.openGroup(className);
    const note = id === undefined ? -1 : this.#heads.indexOf(id);
    if (note >= 0) group.setAttribute('data-note', String(note));
    return group;
  }

  override closeGroup(): void {
    this.#names.pop();
    super.closeGroup();
  }

  override add(shape: SVGElement): void {
    const name = this.#names.at(-1);
    if (name !== undefined) shape.setAttribute('class', `vf-${name}`);
    super.add(shape);
  }

  /** A group for one element of a voice: what is drawn until it is closed can be traced to it. */
  openElement(className: string, ref: ElementRef, { note, placed }: BuiltElement): void {
    const { partId, staff, bar, voice, element } = ref;
    this.#heads =
      placed.kind === 'rest' ? [] : note.noteHeads.map((head) => String(head.getAttribute('id')));
    this.openNamed(className, {
      part: partId,
      staff: String(staff),
      bar: String(bar),
      voice: String(voice),
      element: String(element),
    });
  }

  /** A group that tests and styles can find. */
  openNamed(className: string, data: Readonly<Record<string, string>>): void {
    const group = this.openGroup();
    group.setAttribute('class', className);
    for (const [key, value] of Object.entries(data)) group.setAttribute(`data-${key}`, value);
  }

  /** A text in the text font. @param size in units */
  words(
    text: string,
    x: number,
    y: number,
    size: number,
    style: {
      readonly anchor?: 'start' | 'middle' | 'end';
      readonly bold?: boolean;
      readonly italic?: boolean;
    } = {},
  ): void {
    const element = document.createElementNS(SVG, 'text');
    element.textContent = text;
    element.setAttribute('x', String(this.round(x)));
    element.setAttribute('y', String(this.round(y)));
    element.setAttribute('font-family', TEXT_FONT);
    element.setAttribute('font-size', `${size}px`);
    element.setAttribute('text-anchor', style.anchor ?? 'start');
    if (style.bold === true) element.setAttribute('font-weight', 'bold');
    if (style.italic === true) element.setAttribute('font-style', 'italic');
    element.setAttribute('stroke', 'none');
    this.add(element);
  }

  /** A sign of the music font; at scale 1 a staff space is 10 units. */
  glyph(code: string, x: number, y: number, scale = 1, stretchY = scale): void {
    const element = document.createElementNS(SVG, 'text');
    element.textContent = code;
    element.setAttribute('font-family', MUSIC_FONT);
    element.setAttribute('font-size', '40px');
    element.setAttribute('stroke', 'none');
    if (scale === 1 && stretchY === 1) {
      element.setAttribute('x', String(this.round(x)));
      element.setAttribute('y', String(this.round(y)));
    } else {
      const move = `translate(${this.round(x)} ${this.round(y)})`;
      element.setAttribute('transform', `${move} scale(${scale} ${stretchY})`);
    }
    this.add(element);
  }

  line(x1: number, y1: number, x2: number, y2: number, width: number): void {
    this.#lines([[x1, y1, x2, y2]], width);
  }

  /** Level lines of the same length, as one element. */
  levelLines(x1: number, x2: number, heights: readonly number[], width: number): void {
    this.#lines(
      heights.map((y) => [x1, y, x2, y]),
      width,
    );
  }

  #lines(lines: readonly (readonly [number, number, number, number])[], width: number): void {
    this.save();
    this.setLineWidth(width);
    this.beginPath();
    for (const [x1, y1, x2, y2] of lines) {
      this.moveTo(x1, y1);
      this.lineTo(x2, y2);
    }
    this.stroke();
    this.restore();
  }

  /**
   * A tie or slur: thick in the middle, and never coming to a hair's point.
   * @param shape how far inwards from its ends its controls stand, and how far to its upper
   *   (negative) or lower side
   */
  crescent(
    from: { readonly x: number; readonly y: number },
    to: { readonly x: number; readonly y: number },
    { inset, height }: { readonly inset: number; readonly height: number },
  ): void {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.max(Math.hypot(dx, dy), 1);
    const [alongX, alongY] = [dx / length, dy / length];
    const control = (end: { x: number; y: number }, along: number, aside: number): Point => [
      end.x + alongX * along - alongY * aside,
      end.y + alongY * along + alongX * aside,
    ];
    const [outer, inner] = [height + Math.sign(height) * 1.5, height - Math.sign(height) * 1.1];
    this.save();
    this.setLineWidth(0.9);
    this.beginPath();
    this.moveTo(from.x, from.y);
    this.bezierCurveTo(...control(from, inset, outer), ...control(to, -inset, outer), to.x, to.y);
    this.bezierCurveTo(
      ...control(to, -inset, inner),
      ...control(from, inset, inner),
      from.x,
      from.y,
    );
    this.closePath();
    this.fill();
    this.stroke();
    this.restore();
  }

  /** Sets the drawing's own size, and how large a unit of it is on the page. */
  fit(width: number, height: number, scale: number): void {
    this.svg.setAttribute('viewBox', `0 0 ${this.round(width)} ${this.round(height)}`);
    this.svg.setAttribute('width', String(this.round(width * scale)));
    this.svg.setAttribute('height', String(this.round(height * scale)));
  }
}
