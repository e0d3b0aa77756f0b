/** An XML element; made by `el`, turned into text by `toText`. */
export interface Xml {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: readonly (Xml | string)[];
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;
/** `undefined` leaves nothing behind, so that optional children can be written in place. */
export type Child = Xml | string | number | undefined | readonly Child[];

/** An element; attributes and children that are `undefined` are left out. */
export function el(name: string, attributes: Attributes, ...children: readonly Child[]): Xml {
  return { name, attributes, children: flatten(children) };
}

function flatten(children: readonly Child[]): (Xml | string)[] {
  return children.flatMap((child) => {
    if (child === undefined) return [];
    if (typeof child === 'number') return [String(child)];
    if (typeof child === 'string') return [child];
    return 'name' in child ? [child] : flatten(child);
  });
}

/** The element and all below it, one element on a line. */
export function toText(root: Xml): string {
  const lines: string[] = [];
  write(root, '', lines);
  return lines.join('\n') + '\n';
}

function write({ name, attributes, children }: Xml, indent: string, lines: string[]): void {
  const start = `${indent}<${name}${attributeText(attributes)}`;
  if (children.length === 0) {
    lines.push(`${start}/>`);
  } else if (children.every((child) => typeof child === 'string')) {
    lines.push(`${start}>${children.map(escape).join('')}</${name}>`);
  } else {
    lines.push(`${start}>`);
    for (const child of children) {
      if (typeof child === 'string') lines.push(escape(child));
      else write(child, `${indent}  `, lines);
    }
    lines.push(`${indent}</${name}>`);
  }
}

function attributeText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escape(String(value))}"`))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Everything XML 1.0 has no way to say: control characters, halves of surrogate pairs, non-characters. */
// eslint-disable-next-line no-control-regex -- these are the characters to be removed
const NOT_XML = /[\0-\x08\x0B\x0C\x0E-\x1F\uD800-\uDFFF\uFFFE\uFFFF]/gu;

function escape(text: string): string {
  return text.replace(NOT_XML, '').replace(/[&<>"]/g, (char) => ENTITIES[char] ?? '');
}
