import type { RequestLimit } from './requestLimit.ts';

/** Everything that may go wrong between a client and a platform. Times are wall-clock milliseconds. */
export type Fault =
  /** Answers without touching any state. `text` is sent as is; `body` as JSON. */
  | { kind: 'status'; status: number; body?: unknown; text?: string; headers?: Record<string, string> }
  /** An HTML error page from something in front of the platform. */
  | { kind: 'gateway'; status?: number }
  | { kind: 'delay'; ms: number }
  /** No answer at all; without `ms` until the client leaves. */
  | { kind: 'stallBeforeHeaders'; ms?: number }
  | { kind: 'resetBeforeHeaders' }
  /** The request is carried out, then its answer is lost: the trap behind every blind retry. */
  | { kind: 'loseResponse'; how?: 'reset' | 'stall' | 'status'; status?: number }
  | { kind: 'truncatedBody' }
  | { kind: 'malformedJson' }
  | { kind: 'headers'; headers: Record<string, string> }
  /** The request is carried out, and this is said in place of its answer. */
  | { kind: 'answerWith'; text: string; type?: string; status?: number }
  /** The request is carried out; its answer is as long as `bytes` (without: as the client listens), of no meaning. */
  | { kind: 'flood'; bytes?: number }
  /** Half the answer, then nothing more. */
  | { kind: 'stallMidBody' }
  /** The clock of the server is off: `Date` and every instant in the answer. */
  | { kind: 'skew'; ms: number }
  /** The rest applies to event streams; `afterEvents` counts events already sent (default 2). */
  | { kind: 'stallMidStream'; afterEvents?: number; ms?: number }
  | { kind: 'resetMidStream'; afterEvents?: number }
  | { kind: 'malformedEvent'; afterEvents?: number }
  /** An event whose data is so long. */
  | { kind: 'hugeEvent'; bytes: number; afterEvents?: number }
  | { kind: 'streamError'; afterEvents?: number; body?: unknown; named?: boolean }
  /** The stream ends without `[DONE]`; with `cut` also without a finish reason. */
  | { kind: 'noDone'; cut?: boolean }
  | { kind: 'crlf' }
  | { kind: 'splitUtf8' }
  /** Written a few bytes at a time (default 1): cuts fall inside characters and field names. */
  | { kind: 'drip'; bytes?: number }
  | { kind: 'comments' }
  | { kind: 'emptyChoicesUsage' }
  | { kind: 'streamingRequired' }
  /**
   * For gRPC: refuses with a status, in a stream after `afterEvents` messages when given. `retryAfterSecs` adds the
   * trailer with which a server asks for another attempt later.
   */
  | { kind: 'grpc'; code: number; details?: string; retryAfterSecs?: number; afterEvents?: number }
  /** For gRPC: warnings in the trailer of an answer. */
  | { kind: 'grpcWarning'; texts: readonly string[] };

export interface FaultRule {
  /** Any method when left out. */
  readonly method?: string;
  /** `*` stands for one path segment, `**` for any number; matched against the whole path. */
  readonly path: string;
  /** How many matching requests are hit; default 1. */
  readonly times?: number;
  /** How many matching requests pass first; default 0. */
  readonly skip?: number;
  /** Every `n`th match only. */
  readonly every?: number;
  readonly fault: Fault;
}

interface Armed {
  readonly id: number;
  readonly rule: FaultRule;
  readonly pattern: RegExp;
  seen: number;
  left: number;
}

export class FaultBook {
  #armed: Armed[] = [];
  #nextId = 1;
  #limit: RequestLimit | undefined;

  add(rule: FaultRule): number {
    const id = this.#nextId++;
    this.#armed.push({ id, rule, pattern: globPattern(rule.path), seen: 0, left: rule.times ?? 1 });
    return id;
  }

  remove(id: number): boolean {
    const before = this.#armed.length;
    this.#armed = this.#armed.filter((armed) => armed.id !== id);
    return this.#armed.length < before;
  }

  clear(): void {
    this.#armed = [];
  }

  list(): { id: number; rule: FaultRule; seen: number; left: number }[] {
    return this.#armed.map(({ id, rule, seen, left }) => ({ id, rule, seen, left }));
  }

  /** Of all requests; undefined ends it. What exceeds it meets no other fault. */
  limit(limit: RequestLimit | undefined): void {
    this.#limit = limit;
  }

  /** The faults that hit this request; each hit is counted against its rule. */
  take(method: string, path: string): Fault[] {
    const refusal = this.#limit?.take();
    if (refusal) return [refusal];
    const hit: Fault[] = [];
    for (const armed of this.#armed) {
      const { rule } = armed;
      if (rule.method && rule.method.toUpperCase() !== method) continue;
      if (!armed.pattern.test(path) || armed.left <= 0) continue;
      armed.seen += 1;
      if (armed.seen <= (rule.skip ?? 0)) continue;
      if (rule.every && (armed.seen - (rule.skip ?? 0)) % rule.every !== 0) continue;
      armed.left -= 1;
      hit.push(rule.fault);
    }
    this.#armed = this.#armed.filter((armed) => armed.left > 0);
    return hit;
  }
}

export function globPattern(glob: string): RegExp {
  const source = glob
    .split(/(\*\*|\*)/)
    .map((part) => {
      if (part === '**') return '.*';
      return part === '*' ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
    })
    .join('');
  return new RegExp(`^${source}$`);
}
