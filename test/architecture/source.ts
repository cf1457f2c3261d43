import ts from 'typescript';

/** One import of a file, however it is written. */
export interface Import {
  /** As written. */
  readonly specifier: string;
  /** The file meant, from the root, or null where it is a package or a built-in. */
  readonly target: string | null;
  readonly line: number;
}

/** What the rules need to know of a file; lines count from 1. */
export interface SourceFacts {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
  /** It only hands on what others export. */
  readonly isBarrel: boolean;
  /** Reads of the time of day, timers and chance: `Date.now`, `new Date()`, `setTimeout`, … */
  readonly clockReads: readonly Mention[];
  /** Free names that nothing in the file declares. */
  readonly globals: readonly Mention[];
}

export interface Mention {
  readonly name: string;
  readonly line: number;
}

const TIMERS = new Set(['setTimeout', 'setInterval']);
const READS = new Set(['Date.now', 'performance.now', 'Math.random']);

/** Reads one file: TypeScript, JavaScript, or the scripts of a Svelte component. */
export function factsOf(path: string, text: string): SourceFacts {
  const script = path.endsWith('.svelte') ? scriptsOf(text) : text;
  const file = ts.createSourceFile(path, script, ts.ScriptTarget.Latest, true, kindOf(path));
  const imports: Import[] = [];
  const clockReads: Mention[] = [];
  const names: Mention[] = [];
  const declared = new Set<string>();
  const lineOf = (node: ts.Node) =>
    file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;

  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier)
      imports.push({
        specifier: specifier.text,
        target: targetOf(path, specifier.text),
        line: lineOf(node),
      });
    const read = clockReadOf(node);
    if (read) clockReads.push({ name: read, line: lineOf(node) });
    if (ts.isIdentifier(node)) {
      if (isDeclaration(node)) declared.add(node.text);
      else if (isFreeUse(node)) names.push({ name: node.text, line: lineOf(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports,
    hasDefaultExport: file.statements.some(isDefaultExport),
    isBarrel: isBarrel(file),
    clockReads,
    globals: names.filter(({ name }) => !declared.has(name)),
  };
}

/** Scripts keep their lines; everything else becomes empty lines. */
function scriptsOf(text: string): string {
  const kept = text.replace(/[^\n]/g, ' ').split('');
  for (const match of text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)) {
    const from = match.index + match[0].indexOf('>') + 1;
    for (let at = from; at < from + match[1]!.length; at++) kept[at] = text[at]!;
  }
  return kept.join('');
}

function kindOf(path: string): ts.ScriptKind {
  return /\.m?js$/.test(path) ? ts.ScriptKind.JS : ts.ScriptKind.TS;
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | null {
  let found: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) found = node.moduleSpecifier;
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    found = node.arguments[0];
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    found = node.argument.literal;
  return found && ts.isStringLiteralLike(found) ? found : null;
}

function targetOf(path: string, specifier: string): string | null {
  const plain = specifier.replace(/\?.*$/, '');
  if (plain.startsWith('#')) return plain.slice(1);
  if (!plain.startsWith('.')) return null;
  const parts = path.split('/').slice(0, -1);
  for (const part of plain.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function clockReadOf(node: ts.Node): string | null {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date')
    return (node.arguments?.length ?? 0) === 0 ? 'new Date()' : null;
  if (ts.isPropertyAccessExpression(node)) {
    const name = `${node.expression.getText()}.${node.name.text}`;
    return READS.has(name.replace(/^(globalThis|window)\./, '')) ? name : null;
  }
  if (!ts.isCallExpression(node)) return null;
  const called = node.expression.getText().replace(/^(globalThis|window)\./, '');
  return TIMERS.has(called) || called === 'Date' ? called : null;
}

function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  return 'name' in parent && parent.name === node && !ts.isPropertyAccessExpression(parent);
}

function isFreeUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent) || ts.isTypeReferenceNode(parent)) return false;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  return !(ts.isBindingElement(parent) && parent.propertyName === node);
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement) && statement.exportClause)
    return (
      ts.isNamedExports(statement.exportClause) &&
      statement.exportClause.elements.some(({ name }) => name.text === 'default')
    );
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}

function isBarrel(file: ts.SourceFile): boolean {
  const handsOn = (statement: ts.Statement) => ts.isExportDeclaration(statement);
  return (
    file.statements.some((one) => handsOn(one) && one.moduleSpecifier) &&
    file.statements.every((one) => handsOn(one) || ts.isImportDeclaration(one))
  );
}
