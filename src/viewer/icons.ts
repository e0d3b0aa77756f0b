/** Line drawings on a 16 × 16 grid, in the colour of the text around them. */
const PATHS = {
  start: 'M4 3v10M13 3.5 6 8l7 4.5z',
  play: 'M5 3.2 12.5 8 5 12.8z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  stop: 'M4 4h8v8H4z',
  loop: 'M4 9V7a2.5 2.5 0 0 1 2.5-2.5H13M10.8 2.3 13 4.5l-2.2 2.2M12 7v2a2.5 2.5 0 0 1-2.5 2.5H3m2.2-2.2L3 11.5l2.2 2.2',
  metronome: 'M6.2 2.5h3.6l2.7 11h-9zM8 11l4.5-7M4.3 10.5h7.4',
  countIn: 'M3 12.5v-4M6.3 12.5v-4M9.7 12.5v-4M13 12.5V3.5M11.5 5 13 3.5',
  parts: 'M2.5 4h7M12 4h1.5M10.8 2.5v3M2.5 8h2M7 8h6.5M5.8 6.5v3M2.5 12h6M11 12h2.5M9.8 10.5v3',
  roll: 'M2.5 4.5h4M8.5 4.5h2M5 8h5M11.5 8h2M2.5 11.5h2M6 11.5h6',
  tab: 'M2 4h4M10 4h4M2 8h12M2 12h6.5M12.5 12H14M6 4a2 2 0 1 0 4 0 2 2 0 1 0-4 0M8.5 12a2 2 0 1 0 4 0 2 2 0 1 0-4 0',
  smaller: 'M3.5 8h9',
  larger: 'M3.5 8h9M8 3.5v9',
  up: 'M8 12.5v-9M4 7.3 8 3.3l4 4',
  down: 'M8 3.5v9M4 8.7l4 4 4-4',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** An icon; whatever holds it must say in words what it means. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('stemstave-icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
