import { refusal, words } from './errors.ts';

/**
 * The list filter language: `name = "x" AND created_at > "2026-…"`, with OR, NOT, parentheses,
 * `name:"part"` and `*` as a prefix or suffix wildcard.
 */
export type Field = (wanted: string) => { text: string; equals?: (wanted: string) => boolean };
type Test = () => boolean;

export function matches(filter: string | undefined, fields: Record<string, Field>): boolean {
  if (filter === undefined || filter.trim() === '') return true;
  return new Parser(filter, fields).parse()();
}

const bad = (why: string): Error => refusal(400, words.filter, `${words.filter}: ${why}`);

class Parser {
  readonly #tokens: string[];
  readonly #fields: Record<string, Field>;

  constructor(text: string, fields: Record<string, Field>) {
    const pattern = /\s*("(?:[^"\\]|\\.)*"|!=|<=|>=|[=<>:()]|[A-Za-z_][\w.*-]*|\S)/gy;
    this.#tokens = [...text.trim().matchAll(pattern)].map((match) => match[1]!);
    this.#fields = fields;
  }

  parse(): Test {
    const test = this.#or();
    if (this.#tokens.length > 0) throw bad(`rest ${this.#tokens.join(' ')}`);
    return test;
  }

  #or(): Test {
    const left = this.#and();
    if (this.#tokens[0] !== 'OR') return left;
    this.#tokens.shift();
    const right = this.#or();
    return () => left() || right();
  }

  #and(): Test {
    const left = this.#not();
    if (this.#tokens[0] !== 'AND') return left;
    this.#tokens.shift();
    const right = this.#and();
    return () => left() && right();
  }

  #not(): Test {
    if (this.#tokens[0] === 'NOT') {
      this.#tokens.shift();
      const inner = this.#not();
      return () => !inner();
    }
    if (this.#tokens[0] !== '(') return this.#comparison();
    this.#tokens.shift();
    const inner = this.#or();
    if (this.#tokens.shift() !== ')') throw bad('missing )');
    return inner;
  }

  #comparison(): Test {
    const [name, operator, quoted] = this.#tokens.splice(0, 3);
    const field = name === undefined || !Object.hasOwn(this.#fields, name) ? undefined : this.#fields[name];
    if (!field || operator === undefined || quoted === undefined) throw bad(`field ${name ?? ''}`);
    if (!/^".*"$/s.test(quoted)) throw bad(`unquoted ${quoted}`);
    const wanted = quoted.slice(1, -1).replace(/\\(.)/g, '$1');
    return () => compare(field(wanted), operator, wanted);
  }
}

function compare(value: ReturnType<Field>, operator: string, wanted: string): boolean {
  switch (operator) {
    case ':':
      return value.text.includes(wanted);
    case '=':
      return equal(value, wanted);
    case '!=':
      return !equal(value, wanted);
    case '<':
      return value.text < wanted;
    case '<=':
      return value.text <= wanted;
    case '>':
      return value.text > wanted;
    case '>=':
      return value.text >= wanted;
    default:
      throw bad(`operator ${operator}`);
  }
}

function equal(value: ReturnType<Field>, wanted: string): boolean {
  if (value.equals) return value.equals(wanted);
  if (wanted.startsWith('*')) return value.text.endsWith(wanted.slice(1));
  if (wanted.endsWith('*')) return value.text.startsWith(wanted.slice(0, -1));
  return value.text === wanted;
}

/** RFC 3339 in any offset compares by instant. */
export const timeField =
  (at: number): Field =>
  (wanted) => {
    const instant = Date.parse(wanted);
    if (Number.isNaN(instant)) throw bad(`time ${wanted}`);
    return { text: wanted.length > 0 && at !== instant ? (at < instant ? '' : '\uffff') : wanted };
  };

export const textField =
  (text: string, equals?: (wanted: string) => boolean): Field =>
  () => ({ text, ...(equals ? { equals } : {}) });
