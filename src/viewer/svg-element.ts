const SVG = 'http://www.w3.org/2000/svg';

/** An element of a drawing; numbers are rounded to a tenth. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, typeof value === 'number' ? String(Math.round(value * 10) / 10) : value);
  }
  return made;
}
