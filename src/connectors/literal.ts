/** The value of an environment variable, where a literal would hold a secret. */
export class EnvironmentValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What a terminal takes for a command of its own where it is pasted (`ESC [201~` ends a paste), or cannot show. */
const forTerminals =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/**
 * Single quotes keep everything from the shell but the single quote itself. What could leave the terminal's hands is
 * left out, but for ends of lines.
 */
export function shellQuoted(text: string): string {
  const shown = text.replace(forTerminals, (character) => (character === '\n' ? character : ''));
  return `'${shown.replaceAll("'", String.raw`'\''`)}'`;
}

/** JSON for a shell: every character arrives, those as escapes. */
export function shellQuotedJson(json: string): string {
  return shellQuoted(
    json.replace(forTerminals, (character) =>
      character === '\n'
        ? character
        : Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(
            '',
          ),
    ),
  );
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
    shellQuotedJson(json),
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
