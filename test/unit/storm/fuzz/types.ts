import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { wrongNumber } from './sound.ts';

/** Writes down what about a value is not as its type says. */
export type Check = (value: unknown, path: string, wrong: string[]) => void;

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Checks made from the TypeScript types themselves: what they say and what is checked cannot drift apart. */
export class TypeChecks {
  readonly #checker: ts.TypeChecker;
  readonly #sources: ts.SourceFile[];
  /** By the type and by where it stands, as the rules for numbers go by that. */
  readonly #made = new Map<ts.Type, Map<string, Check>>();
  readonly #answers = new Map<string, Check>();

  constructor() {
    const files = ['connector', 'domain', 'errors', 'inference'].map(
      (name) => `${root}src/connectors/${name}.ts`,
    );
    const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, (path) => ts.sys.readFile(path)) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    const lib = ['lib.es2024.d.ts', 'lib.dom.d.ts'];
    const program = ts.createProgram(files, { ...options, types: [], lib });
    this.#checker = program.getTypeChecker();
    this.#sources = files.flatMap((file) => program.getSourceFile(file) ?? []);
  }

  /** What a method of an interface answers: what its promise or its iteration gives. */
  answer(owner: string, method: string): Check {
    const known = this.#answers.get(`${owner}.${method}`);
    if (known) return known;
    const made = this.#answer(owner, method);
    this.#answers.set(`${owner}.${method}`, made);
    return made;
  }

  #answer(owner: string, method: string): Check {
    const member = this.#checker.getPropertyOfType(this.#named(owner), method);
    if (!member) throw new Error(`${owner} has no ${method}`);
    const type = this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(member));
    const [signature] = type.getCallSignatures();
    if (!signature) throw new Error(`${owner}.${method} is no method`);
    const given = signature.getReturnType();
    const [inner] = this.#checker.getTypeArguments(given as ts.TypeReference);
    const wrapped = ['Promise', 'AsyncIterable'].includes(symbolName(given));
    return this.#check(wrapped && inner ? inner : given, method);
  }

  named(name: string): Check {
    const made = this.#answers.get(name) ?? this.#check(this.#named(name), name);
    this.#answers.set(name, made);
    return made;
  }

  #named(name: string): ts.Type {
    const modules = this.#sources.flatMap((source) => this.#checker.getSymbolAtLocation(source) ?? []);
    const symbol = modules
      .flatMap((module) => this.#checker.getExportsOfModule(module))
      .find((each) => each.name === name);
    if (!symbol) throw new Error(`no type ${name}`);
    const real = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return this.#checker.getDeclaredTypeOfSymbol(real);
  }

  /** `about` is where it stands, by the nearest type with a name: `Replicas.min`. */
  #check(type: ts.Type, about: string): Check {
    const { flags } = type;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return () => undefined;
    if (flags & ts.TypeFlags.Number) return numberAt(about);
    if (flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral)) return typeIs('string');
    if (type.isLiteral()) return isExactly(type.value);
    if (flags & ts.TypeFlags.Boolean) return typeIs('boolean');
    if (flags & ts.TypeFlags.BooleanLiteral) return isExactly(this.#checker.typeToString(type) === 'true');
    if (flags & ts.TypeFlags.Undefined || flags & ts.TypeFlags.Void) return isExactly(undefined);
    if (flags & ts.TypeFlags.Null) return isExactly(null);
    const name = type.aliasSymbol?.name ?? symbolName(type);
    const place = name.startsWith('__') || name === 'Array' ? about : name;
    const known = this.#made.get(type)?.get(place);
    if (known) return known;
    const places = this.#made.get(type) ?? new Map<string, Check>();
    this.#made.set(type, places);
    // A type may hold itself: what it becomes is looked up when it is needed.
    places.set(place, (value, path, wrong) => made(value, path, wrong));
    const made = type.isUnion() ? this.#union(type, place) : this.#object(type, place);
    places.set(place, made);
    return made;
  }

  #union({ types }: ts.UnionType, about: string): Check {
    // Where none fits, the one that it was meant to be is named, and not that it may be left out.
    const absent = (type: ts.Type) => Number((type.flags & ts.TypeFlags.Undefined) !== 0);
    const ordered = types.toSorted((a, b) => absent(a) - absent(b));
    const checks = ordered.map((type) => this.#check(type, about));
    return (value, path, wrong) => {
      let least: string[] | undefined;
      for (const check of checks) {
        const found: string[] = [];
        check(value, path, found);
        if (found.length === 0) return;
        if (!least || found.length < least.length) least = found;
      }
      wrong.push(...(least ?? []));
    };
  }

  #object(type: ts.Type, about: string): Check {
    if (type.getCallSignatures().length > 0) return typeIs('function');
    if (this.#checker.isArrayType(type)) {
      const [inner] = this.#checker.getTypeArguments(type as ts.TypeReference);
      return listOf(inner ? this.#check(inner, about) : () => undefined);
    }
    const index = this.#checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const every = index && this.#check(index.type, about);
    const members = this.#checker.getPropertiesOfType(type).map((member) => ({
      name: member.name,
      optional: (member.flags & ts.SymbolFlags.Optional) !== 0,
      check: this.#check(this.#checker.getTypeOfSymbol(member), `${about}.${member.name}`),
    }));
    return (value, path, wrong) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        wrong.push(`${path} is no object: ${shown(value)}`);
        return;
      }
      for (const { name, optional, check } of members) {
        const present = Object.hasOwn(value, name)
          ? Object.entries(value).find(([key]) => key === name)
          : undefined;
        if (present) check(present[1], `${path}.${name}`, wrong);
        if (present && optional && present[1] === undefined)
          wrong.push(`${path}.${name} is undefined, not absent`);
        if (!present && !optional) wrong.push(`${path}.${name} is missing`);
      }
      if (every) for (const [key, item] of Object.entries(value)) every(item, `${path}[${key}]`, wrong);
    };
  }
}

/** Undefined for what has no JSON, whatever its type says. */
const json = (value: unknown): string | undefined => JSON.stringify(value);

const shown = (value: unknown): string => (json(value) ?? String(value)).slice(0, 80);

/** Unions and primitives have no symbol, whatever the type of `symbol` says. */
const symbolName = (type: ts.Type): string => (type.symbol as ts.Symbol | undefined)?.name ?? '__type';

const typeIs =
  (type: string): Check =>
  (value, path, wrong) => {
    if (typeof value !== type) wrong.push(`${path} is no ${type}: ${shown(value)}`);
  };

const isExactly =
  (expected: unknown): Check =>
  (value, path, wrong) => {
    if (value !== expected) wrong.push(`${path} is not ${String(expected)}: ${shown(value)}`);
  };

const numberAt =
  (about: string): Check =>
  (value, path, wrong) => {
    const what = typeof value === 'number' ? wrongNumber(value, about) : 'is no number';
    if (what !== undefined) wrong.push(`${path} (${about}) ${what}: ${String(value)}`);
  };

const listOf =
  (item: Check): Check =>
  (value, path, wrong) => {
    if (!Array.isArray(value)) wrong.push(`${path} is no list: ${shown(value)}`);
    else value.forEach((each, at) => item(each, `${path}[${at}]`, wrong));
  };
