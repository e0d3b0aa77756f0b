import type { TempoMap } from '../../score/frame.ts';
import { clockText } from '../clock-text.ts';
import { svgElement } from '../svg-element.ts';
import type { SystemMap } from '../layout/system-map.ts';
import {
  rollHeight,
  rollLanes,
  rollSeconds,
  type RollBar,
  type RollPart,
} from './roll-geometry.ts';

/** Faintest shade, of a note the engine hardly believes in. */
const LEAST_SHADE = 0.2;

/** Draws the strip of one line of music. */
export function drawRoll(
  map: SystemMap,
  tempoMap: TempoMap,
  parts: readonly RollPart[],
): SVGSVGElement {
  const height = rollHeight(parts.length);
  const svg = svgElement('svg', {
    class: 'stemstave-roll',
    viewBox: `0 0 ${map.width} ${height}`,
    width: map.width * map.unitPx,
    height: height * map.unitPx,
    role: 'img',
  });
  const lanes = rollLanes(map, tempoMap, parts, 0);
  const [left, right] = [map.bars[0]?.left ?? 0, map.bars.at(-1)?.right ?? map.width];
  for (const { label, top, bottom, played, written } of lanes) {
    const name = svgElement('text', {
      class: 'name',
      x: left - 6,
      y: (top + bottom) / 2 + 4,
    });
    name.textContent = label;
    svg.append(
      name,
      svgElement('rect', {
        class: 'lane',
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
      }),
      ...map.bars.map((bar) =>
        svgElement('line', {
          class: 'bar',
          x1: bar.right,
          x2: bar.right,
          y1: top,
          y2: bottom,
        }),
      ),
      ...played.map(({ confidence, ...bar }) => {
        const rect = noteRect('played', bar);
        rect.setAttribute('fill-opacity', String(LEAST_SHADE + (1 - LEAST_SHADE) * confidence));
        rect.dataset['note'] = String(bar.noteIndex);
        return rect;
      }),
      ...written.map((bar) => noteRect('written', bar)),
    );
  }
  for (const { x, sec } of rollSeconds(map, tempoMap)) {
    const label = svgElement('text', { class: 'second', x, y: height - 2 });
    label.textContent = clockText(sec);
    svg.append(label);
  }
  const count = lanes.reduce((sum, lane) => sum + lane.played.length, 0);
  const words = count === 1 ? 'One note played' : `${count} notes played`;
  svg.setAttribute('aria-label', `Piano roll: ${words}, against how they are written.`);
  return svg;
}

function noteRect(kind: 'played' | 'written', { x, y, width, height }: RollBar): SVGElement {
  return svgElement('rect', {
    class: kind,
    x,
    y: y - height / 2,
    width,
    height,
  });
}
