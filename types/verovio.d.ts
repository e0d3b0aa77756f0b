/** What this project uses of Verovio, which brings no types. */
declare module 'verovio/wasm' {
  function createVerovioModule(): Promise<unknown>;
  export { createVerovioModule as default };
}

declare module 'verovio/esm' {
  export class VerovioToolkit {
    constructor(module: unknown);
    setOptions(options: Readonly<Record<string, unknown>>): void;
    loadData(data: string): boolean;
    renderToSVG(page: number): string;
    getPageCount(): number;
  }
}
