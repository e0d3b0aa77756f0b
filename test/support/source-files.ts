import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** One import or re-export of a source file. */
export interface Import {
  /** As written: `./note.ts`, `vscode`, `node:fs`. */
  readonly specifier: string;
  /** Path below `src/` if it points there, e.g. `score/model.ts`. */
  readonly target: string | undefined;
  /** Disappears when compiled. */
  readonly isTypeOnly: boolean;
}

export interface SourceFile {
  /** Path below `src/`, with `/`. */
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
}

/** Every TypeScript file of the product, parsed by the compiler itself. */
export function readSourceFiles(): readonly SourceFile[] {
  const src = join(projectRoot, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => parse(src, path));
}

function parse(src: string, path: string): SourceFile {
  const text = readFileSync(join(src, path), 'utf8');
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  let hasDefaultExport = false;
  const add = (literal: ts.Expression, isTypeOnly: boolean): void => {
    if (!ts.isStringLiteral(literal)) return;
    const specifier = literal.text;
    const target = specifier.startsWith('.')
      ? relative(src, resolve(src, dirname(path), specifier))
          .split(sep)
          .join('/')
      : undefined;
    imports.push({ specifier, target, isTypeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnlyImport(node));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined) add(argument, false);
    } else if (ts.isExportAssignment(node)) hasDefaultExport = true;
    else if (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent)) {
      hasDefaultExport = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return {
    path: path.split(sep).join('/'),
    lineCount: text.split('\n').length,
    imports,
    hasDefaultExport,
  };
}

function isTypeOnlyImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}
