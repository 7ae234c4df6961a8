/**
 * A program: loads a CommonJS module as the extension host loads an extension, with a `vscode` that takes everything and
 * does nothing, and prints as JSON what that took and touched. A process of its own, because only the first load counts.
 */
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import { run } from './processes.ts';

export interface Evaluation {
  /** Processor time of the thread. */
  ms: number;
  /** What was required from outside the bundle. */
  modules: string[];
  /** Whether the process has got undici's process-wide dispatcher, which belongs to the editor. */
  dispatcher: boolean;
}

/** Does it, in a new process. */
export async function evaluate(file: string): Promise<Evaluation> {
  return JSON.parse(await run(process.execPath, [import.meta.filename, file])) as Evaluation;
}

/** What of Node the extension host has read for itself before any extension: it is not part of a figure. */
const usual = ['node:fs', 'node:fs/promises', 'node:path', 'node:crypto', 'node:async_hooks'];

function evaluateHere(file: string): Evaluation {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  const modules: string[] = [];
  loader._load = (request, ...rest) => {
    modules.push(request);
    return request === 'vscode' ? stub : load.call(loader, request, ...rest);
  };
  const require = createRequire(join(import.meta.dirname, 'x.cjs'));
  for (const name of usual) load.call(loader, name);
  const began = process.threadCpuUsage();
  require(file);
  const { user, system } = process.threadCpuUsage(began);
  const dispatcher = Object.hasOwn(globalThis, Symbol.for('undici.globalDispatcher.1'));
  return { ms: (user + system) / 1000, modules: modules.slice(1), dispatcher };
}

function constructible(this: unknown): void {
  // nothing to do
}

/** Can be called, constructed, extended and looked into, and gives itself each time. */
const nothing: object = new Proxy(constructible, {
  get: (target, key) => (key === 'prototype' ? (target.prototype as unknown) : nothing),
  apply: () => nothing,
});

/** As a prototype, because esbuild copies a module's own names, and these are any. */
const stub: unknown = Object.create(nothing);

if (import.meta.main) console.log(JSON.stringify(evaluateHere(process.argv[2] ?? '')));
