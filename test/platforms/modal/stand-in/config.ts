import { createHash } from 'node:crypto';
import { SourceError } from './errors.ts';

/** One function of a deployed file, as the simulator wants it. */
export interface FunctionSpec {
  readonly tag: string;
  readonly kind: 'web' | 'server';
  readonly config: Readonly<Record<string, unknown>>;
}

export interface SourceFile {
  /** Empty when the file names none. */
  readonly app: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly image: string;
  readonly proxyAuth: boolean;
  readonly gpus: readonly string[];
  readonly functions: readonly FunctionSpec[];
}

type Json = Readonly<Record<string, unknown>>;

/** A double-quoted literal, or a raw one in three single quotes, in which nothing is escaped. */
const literal = /^CFG\s*=\s*json\.loads\(\s*(?:("(?:[^"\\\n]|\\.)*")|r'''((?:(?!''')[\s\S])*)''')\s*\)/m;
const webFunction = /^@modal\.web_server\([\s\S]*?^def (\w+)\(/m;
const server = /^@app\.server\([\s\S]*?^class (\w+)\b/m;

/** What importing the file tells Modal's client. It is read, not run: only its usual shape is understood. */
export function readSource(text: string): SourceFile {
  const cfg = constant(text);
  const found = [
    ...matched(text, webFunction).map((tag) => ({ tag, kind: 'web' as const })),
    ...matched(text, server).map((tag) => ({ tag, kind: 'server' as const })),
  ];
  if (found.length === 0) throw new SourceError('AttributeError', "module has no attribute 'app'");
  return {
    app: string(cfg['app']) ?? '',
    tags: (cfg['tags'] ?? {}) as Record<string, string>,
    image: string(cfg['image']) ?? 'debian_slim',
    proxyAuth: found.some(({ kind }) => guarded(cfg, kind)),
    gpus: list(cfg['gpu']),
    functions: found.map(({ tag, kind }) => ({ tag, kind, config: functionConfig(text, cfg, kind) })),
  };
}

function constant(text: string): Json {
  const [, quoted, raw] = literal.exec(text) ?? [];
  if (quoted === undefined && raw === undefined)
    throw new SourceError('NameError', "name 'CFG' is not defined");
  try {
    return JSON.parse(raw ?? (JSON.parse(quoted ?? '') as string)) as Json;
  } catch {
    throw new SourceError('JSONDecodeError', 'Expecting value: line 1 column 1 (char 0)');
  }
}

/** Numbers left out are Modal's own defaults (its reference of `App.function` and `web_server`). */
function functionConfig(text: string, cfg: Json, kind: 'web' | 'server'): Json {
  const timeout = number(cfg['timeout']) ?? 300;
  return {
    gpu: list(cfg['gpu']),
    min: number(cfg['min']) ?? 0,
    max: number(cfg['max']),
    buffer: number(cfg['buffer']),
    scaledownSeconds: number(cfg['scaledown']) ?? 60,
    timeoutSeconds: timeout,
    startupSeconds: number(cfg['startup']) ?? timeout,
    maxInputs: number(cfg['max_inputs']) ?? 1,
    targetInputs: number(cfg['target_inputs']),
    proxyAuth: guarded(cfg, kind),
    region: string(cfg['region']) ?? list(cfg['region'])[0],
    port: number(cfg['port']) ?? 8000,
    served: cfg['served'] === undefined ? list(cfg['model']) : list(cfg['served']),
    model: string(cfg['model']) ?? '',
    loras: loras(cfg['loras']),
    secrets: unique([...named(text, 'Secret'), ...list(cfg['hf_secret']), ...list(cfg['secrets'])]),
    volumes: unique([...named(text, 'Volume'), ...volumeKeys.flatMap((key) => list(cfg[key]))]),
    // The file itself goes into the container, so any change of it is a change of the function.
    source: createHash('sha256').update(text).digest('hex'),
  };
}

/** Settings that name a volume. */
const volumeKeys = ['hf_cache_volume', 'vllm_cache_volume', 'adapter_volume', 'volumes'];

/** Servers ask for a proxy token unless told otherwise, web functions only when told to. */
const guarded = (cfg: Json, kind: 'web' | 'server'): boolean =>
  typeof cfg['proxy_auth'] === 'boolean'
    ? cfg['proxy_auth']
    : kind === 'server' && cfg['unauthenticated'] !== true;

const loras = (value: unknown): Json[] =>
  (Array.isArray(value) ? (value as Json[]) : []).map(({ name, path }) => ({ name, path }));

/** Names that stand in the file itself, e.g. the volume of the model cache. */
const named = (text: string, kind: 'Secret' | 'Volume'): string[] =>
  [...text.matchAll(new RegExp(`modal\\.${kind}\\.from_name\\(\\s*"([^"\\\\]+)"`, 'g'))].map(
    ([, name]) => name!,
  );

const matched = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(new RegExp(pattern, 'gm'))].map(([, name]) => name!);

const unique = (names: readonly string[]): string[] => [...new Set(names)];

const string = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** One text, texts, things with a name, or a table from mount path to name. */
function list(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(list);
  if (typeof value !== 'object' || value === null) return [];
  return 'name' in value ? list(value.name) : Object.values(value).flatMap(list);
}
