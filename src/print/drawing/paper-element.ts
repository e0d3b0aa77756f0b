/**
 * The little of the DOM that the engraver draws with. A real one would cost a browser, or a library
 * a hundred times this size, for a tree that is read once and thrown away.
 */
export class PaperElement {
  readonly nodeName: string;
  readonly attributes = new Map<string, string>();
  readonly children: PaperElement[] = [];
  readonly style: Readonly<Record<string, string>> = {};
  textContent = '';

  constructor(nodeName: string) {
    this.nodeName = nodeName;
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }

  setAttributeNS(_namespace: string | null, name: string, value: unknown): void {
    this.setAttribute(name, value);
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  appendChild(child: PaperElement): PaperElement {
    this.children.push(child);
    return child;
  }

  append(...children: readonly PaperElement[]): void {
    this.children.push(...children);
  }
}

/** Lets the engraver, which asks the page's `document` for elements, draw where there is no page. */
export function provideDocument(): void {
  const elements = {
    createElement: (name: string) => new PaperElement(name),
    createElementNS: (_namespace: string, name: string) => new PaperElement(name),
  };
  Object.assign(globalThis, { document: elements });
}
