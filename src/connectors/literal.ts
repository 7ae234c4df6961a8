/** The value of an environment variable, where a literal would hold a secret. */
export class EnvironmentValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Single quotes keep everything from the shell but the single quote itself. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** JSON for a shell: quoted, with each environment value left for the shell to fill in. */
export function shellJson(value: unknown): string {
  const names: string[] = [];
  const json = JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (!(item instanceof EnvironmentValue)) return item;
      names.push(item.name);
      return `\uE000${item.name}\uE000`;
    },
    2,
  );
  // A character of the private area: what a person wrote holds it only in a pair of their own making.
  return names.reduce(
    (text, name) => text.replace(`\uE000${name}\uE000`, () => `'"$${name}"'`),
    shellQuoted(json),
  );
}

export interface LiteralForm {
  /** Quotes around keys in TypeScript too: they may be no identifiers. */
  quotedKeys?: true;
  /** A line for each part, with this before the last bracket; without it all stands in one line. */
  indent?: string;
}

/** A Python or TypeScript literal. */
export function literal(value: unknown, python: boolean, form: LiteralForm = {}): string {
  if (value instanceof EnvironmentValue)
    return python ? `os.environ[${quoted(value.name, true)}]` : `process.env.${value.name}`;
  if (typeof value === 'string') return quoted(value, python);
  if (typeof value === 'boolean') return python ? (value ? 'True' : 'False') : String(value);
  if (value === null || value === undefined) return python ? 'None' : 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  const { indent } = form;
  const deeper = indent === undefined ? undefined : `${indent}${python ? '    ' : '  '}`;
  const inner = deeper === undefined ? form : { ...form, indent: deeper };
  const enclosed = (open: string, parts: string[], close: string, space = ''): string =>
    deeper === undefined
      ? `${open}${space}${parts.join(', ')}${space}${close}`
      : [open, ...parts.map((part) => `${deeper}${part},`), `${indent}${close}`].join('\n');
  if (Array.isArray(value))
    return enclosed(
      '[',
      value.map((item) => literal(item, python, inner)),
      ']',
    );
  const quotes = python || form.quotedKeys === true;
  const pairs = Object.entries(value).map(
    ([key, item]) => `${quotes ? quoted(key, python) : key}: ${literal(item, python, inner)}`,
  );
  return enclosed('{', pairs, '}', quotes ? '' : ' ');
}

/**
 * A string literal in plain ASCII, by code point: Python reads two \u escapes as two broken characters,
 * so what lies above the basic plane becomes \U there.
 */
export function quoted(text: string, python: boolean): string {
  const escaped = Array.from(text, (character) => {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x7f) return JSON.stringify(character).slice(1, -1);
    if (point > 0xffff) return python ? `\\U${hex(point, 8)}` : `\\u{${hex(point, 1)}}`;
    return `\\u${hex(point, 4)}`;
  });
  return `"${escaped.join('')}"`;
}

function hex(point: number, digits: number): string {
  return point.toString(16).padStart(digits, '0');
}
