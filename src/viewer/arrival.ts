/** Elements that come onto the page at a time: what a browser styles and lays out in a few milliseconds. */
const PORTION_ELEMENTS = 300;
const UNSEEN = '0';

/**
 * Puts a drawing onto the page in portions, one a step, each meant for a frame of its own: all at
 * once a line of many staves would hold up the frame it comes in. It is seen when it is whole; if it is
 * ended before, nothing is left of it.
 */
export function* arrive(element: HTMLElement, svg: SVGSVGElement): Generator<'frame', void> {
  const portions = portionsOf(svg.children);
  for (const later of portions.slice(1)) for (const child of later) child.remove();
  svg.style.opacity = UNSEEN;
  element.style.height = '';
  element.replaceChildren(svg);
  let isWhole = false;
  try {
    for (const portion of portions.slice(1)) {
      yield 'frame';
      svg.append(...portion);
    }
    isWhole = true;
  } finally {
    if (!isWhole) leave(element);
  }
  svg.style.removeProperty('opacity');
}

/** Takes a drawing off the page; its place keeps its height. */
export function leave(element: HTMLElement): void {
  element.style.height = `${element.getBoundingClientRect().height}px`;
  element.replaceChildren();
}

function portionsOf(children: Iterable<Element>): Element[][] {
  const portions: Element[][] = [];
  let portion: Element[] = [];
  let count = 0;
  for (const child of children) {
    portion.push(child);
    count += 1 + child.getElementsByTagName('*').length;
    if (count < PORTION_ELEMENTS) continue;
    portions.push(portion);
    [portion, count] = [[], 0];
  }
  return [...portions, portion];
}
