import { PlatformError } from '../../../../src/connectors/index.ts';
import { can } from '../../conformance/stage.ts';
import type { Stage, Subject } from '../../conformance/stage.ts';
import type { Act, Call } from './calls.ts';
import { strike } from './cell.ts';
import type { Ending, Tools } from './cell.ts';
import type { FaultKind } from './faults.ts';
import { allowed } from './outcomes.ts';
import type { Cell, Scope } from './outcomes.ts';

/** Longest time of the platform's that a call may take: removing on Replicate waits for a quarter of an hour. */
const longestWait = 60 * 60_000;
/** Deployments that cells have made: a list of many of them is slow. */
const mostUses = 30;

/** Where a program of the person’s makes deployments, these are no calls. */
const runs = new Set(['deploy', 'start']);

/** One subject's stage, opened anew when it was used much, or when what is remembered keeps a fault from striking. */
export class Bench {
  readonly #subject: Subject;
  readonly #tools: Tools;
  readonly #full = new Map<string, number>();
  readonly #silent = new Set<string>();
  #stage: Stage | undefined;
  #uses = 0;
  #names = 0;

  constructor(subject: Subject, tools: Tools) {
    this.#subject = subject;
    this.#tools = tools;
  }

  async close(): Promise<void> {
    const stage = this.#stage;
    this.#stage = undefined;
    await stage?.close();
  }

  /** Undefined: there is no such cell here. */
  async run(call: Call, fault: FaultKind, scope: Scope): Promise<{ cell: Cell; ending: Ending } | undefined> {
    if (!strikes(fault, call)) return undefined;
    if (this.#stage?.places.create?.method === 'RUN' && runs.has(call.name)) return undefined;
    if (this.#silent.has(call.name)) return undefined;
    const full = await this.#fullness(call);
    if (this.#isHttpOnly(call, fault)) return undefined;
    if (full === undefined) return undefined;
    for (const anew of [false, true]) {
      const stage = await this.#opened(anew);
      const fresh = this.#uses === 1;
      const act = await call.ready(stage, `storm-${++this.#names}`);
      if (!act) return undefined;
      const ending = await strike(stage, this.#tools, call, act, fault, scope);
      if (ending.struck === 0 && !fresh && !anew) continue;
      if (ending.struck === 0) {
        // With a fault at every request it asks nobody: no other fault will strike it either.
        if (fault.sim && fault.skip === undefined && call.kind === 'read' && !fault.answers)
          this.#silent.add(call.name);
        return undefined;
      }
      const { id } = stage.definition;
      const cell: Cell = {
        platform: id,
        subject: this.#subject.name,
        call: call.name,
        kind: call.kind,
        fault: fault.name,
        family: fault.family,
        scope,
      };
      if (ending.outcome === 'ok' && sizeOf(ending.value) < full) ending.outcome = 'blank';
      if (ending.waited > longestWait) ending.wrong.push(`waited ${Math.round(ending.waited / 1000)} s`);
      const made = call.name === 'deploy' ? await madeOf(stage, `storm-${this.#names}`) : undefined;
      if (made !== undefined && made > 1) ending.wrong.push(`there are ${made} of it`);
      const may = allowed(cell, made === 0 ? 'nothing' : 'maybe');
      if (!may.some((one) => one === ending.outcome)) ending.wrong.push(`not among ${may.join(', ')}`);
      // What was learnt from answers that were rewritten is remembered.
      if (ending.wrong.length > 0 || fault.rewrite) await this.close();
      return { cell, ending };
    }
    return undefined;
  }

  /** What a server of gRPC does not do, at a call that goes to one. */
  #isHttpOnly({ kind }: Call, fault: FaultKind): boolean {
    const rpc = this.#stage?.definition.id === 'modal' && kind !== 'ask' && kind !== 'stream';
    return rpc && !fault.grpc && !fault.rewrite;
  }

  /** How much the call gives when nothing is wrong. Undefined: there is no such call. */
  async #fullness(call: Call): Promise<number | undefined> {
    const known = this.#full.get(call.name);
    if (known !== undefined) return known < 0 ? undefined : known;
    const stage = await this.#opened(false);
    const size = can(stage, ...(call.needs ?? []))
      ? await sizeOrAbsent(() => call.ready(stage, `calm-${++this.#names}`))
      : -1;
    this.#full.set(call.name, size);
    await this.#opened(true);
    return size < 0 ? undefined : size;
  }

  async #opened(anew: boolean): Promise<Stage> {
    if (anew || this.#uses >= mostUses) await this.close();
    if (!this.#stage) {
      this.#stage = await this.#subject.open();
      this.#uses = 0;
    }
    this.#uses++;
    return this.#stage;
  }
}

/** A log that is followed is a stream and no stream of events: only what a server of gRPC does can strike it. */
function strikes({ answers }: FaultKind, { kind }: Call): boolean {
  return kind === 'follow' || answers === undefined || (answers === 'streams') === (kind === 'stream');
}

/** How many of the name there are, when nothing is wrong any more. */
async function madeOf({ connector }: Stage, name: string): Promise<number> {
  const { deployments } = await connector.list({ fresh: true });
  return deployments.filter((row) => row.name === name).length;
}

/** What this kind of connection has not, it says. */
async function sizeOrAbsent(ready: () => Promise<Act | undefined>): Promise<number> {
  try {
    const act = await ready();
    return act ? sizeOf(await act(new AbortController().signal)) : -1;
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'unsupported') return -1;
    throw error;
  }
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return Math.min(1, value.length);
  if (typeof value !== 'object' || value === null) return 0;
  const { items, deployments } = value as { items?: unknown; deployments?: unknown };
  if (Array.isArray(deployments)) return deployments.length;
  return Array.isArray(items) ? Math.min(1, items.length) : 0;
}
