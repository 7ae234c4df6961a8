import type { Subject } from '../../conformance/stage.ts';
import { Bench } from './bench.ts';
import { calls } from './calls.ts';
import type { Call } from './calls.ts';
import type { Ending, Tools } from './cell.ts';
import { faults } from './faults.ts';
import type { FaultKind } from './faults.ts';
import { Line } from './line.ts';
import type { Cell, Scope } from './outcomes.ts';
import { Timers } from './timers.ts';

/** What came of one platform’s cells. */
export interface Figures {
  subject: string;
  cells: number;
  outcomes: Record<string, number>;
  /** Cells that came to what they must not. */
  wrong: string[];
}

/** A call and what strikes it, on the first of the subjects that has the two. */
export interface Choice {
  subjects: readonly Subject[];
  call: Call;
  fault: FaultKind;
  scope: Scope;
}

/** Runs the cells and answers what came of them; `told` hears of each. */
export async function runMatrix(
  choices: Iterable<Choice>,
  told: (line: string) => void = () => undefined,
): Promise<Figures[]> {
  const line = await Line.open();
  const benches = new Benches({ line, timers: new Timers() });
  line.install();
  try {
    for (const choice of choices)
      for (const subject of choice.subjects) {
        const { bench, figures } = benches.of(subject);
        const done = await bench.run(choice.call, choice.fault, choice.scope);
        if (!done) continue;
        count(figures, done.cell, done.ending, told);
        break;
      }
  } finally {
    await benches.close();
    await line.close();
  }
  return benches.figures();
}

class Benches {
  readonly #tools: Tools;
  readonly #all = new Map<Subject, { bench: Bench; figures: Figures }>();

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  of(subject: Subject): { bench: Bench; figures: Figures } {
    const known = this.#all.get(subject);
    if (known) return known;
    const figures = { subject: subject.name, cells: 0, outcomes: {}, wrong: [] };
    const made = { bench: new Bench(subject, this.#tools), figures };
    this.#all.set(subject, made);
    return made;
  }

  figures(): Figures[] {
    return [...this.#all.values()].map(({ figures }) => figures).filter(({ cells }) => cells > 0);
  }

  async close(): Promise<void> {
    for (const { bench } of this.#all.values()) await bench.close();
  }
}

function count(figures: Figures, cell: Cell, ending: Ending, told: (line: string) => void): void {
  const { outcome, wrong, requests, struck, said } = ending;
  const name = outcome === 'ok' && requests > struck && cell.scope === 'once' ? 'ok after a retry' : outcome;
  figures.cells++;
  figures.outcomes[name] = (figures.outcomes[name] ?? 0) + 1;
  const words = said === undefined ? '' : ` (${said})`;
  const line = `${cell.subject}, ${cell.call}, ${cell.fault}, ${cell.scope}: ${outcome}${words}`;
  told(line);
  if (wrong.length > 0) figures.wrong.push(`${line}: ${wrong.join('; ')}`);
}

const scopes = ['always', 'once'] as const;
/** What is rewritten is so for the whole of a call. */
const alwaysOnly = ['always'] as const;

/** Every cell that there is. */
export function* wholeMatrix(subjects: readonly Subject[]): Generator<Choice> {
  for (const subject of subjects)
    for (const call of calls)
      for (const fault of faults)
        for (const scope of fault.rewrite ? alwaysOnly : scopes)
          yield { subjects: [subject], call, fault, scope };
}

/**
 * Every fault at every call, each once, on one platform after the other. Those in `slow` have their turn where no
 * other has the call, and with one call for what only a server of gRPC does.
 */
export function* boundedMatrix(quick: readonly Subject[], slow: readonly Subject[]): Generator<Choice> {
  let turn = 0;
  for (const call of calls)
    for (const fault of faults) {
      const scope = (fault.rewrite ? undefined : scopes[turn % 2]) ?? 'always';
      const first = Math.floor(turn++ / 2) % quick.length;
      yield { subjects: [...quick.slice(first), ...quick.slice(0, first), ...slow], call, fault, scope };
    }
  const list = calls.find(({ name }) => name === 'list');
  for (const [index, fault] of faults.entries())
    if (list && fault.grpc) yield { subjects: slow, call: list, fault, scope: scopes[index % 2] ?? 'always' };
}
