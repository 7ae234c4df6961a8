/** What a test has shown, while it runs and afterwards: one shape for both. Pure. */
import type {
  ErrorData,
  InvokeEvent,
  InvokeRequest,
  NanoUsd,
  Outcome,
  OutputPart,
  PriceSource,
  TestRun,
  TokenUsage,
} from '../protocol.ts';
import { hideSecrets } from './secrets.ts';

/** One thing that was waited for. Times in ms. */
export interface Wait {
  message: string;
  /** Since it was sent. */
  from: number;
  /** How long; absent: it goes on. */
  ms?: number;
}

export interface Result {
  request: InvokeRequest;
  outcome: Outcome | 'running';
  text: string;
  reasoning: string;
  /** What is waited for: a cold start, a rate limit. Ends with the next event. */
  waiting?: string;
  /** All that was waited for so far, the present one last; known only of tests of this session. */
  waits?: Wait[];
  /** What came beside or instead of text: files, JSON. */
  output?: OutputPart[];
  error?: ErrorData;
  finishReason?: string;
  /** As it went over the wire; known only of tests of this session. */
  sent?: { method: 'GET' | 'POST'; url: string; body: unknown };
  response?: unknown;
  /** Durations in ms from when it was sent, the first time. */
  firstTokenMs?: number;
  lastTokenMs?: number;
  endMs?: number;
  usage?: TokenUsage;
  estimated?: boolean;
  /** It ended before anything went out: there is nothing to measure, and nothing to pay for. */
  unsent?: boolean;
  cost?: NanoUsd;
  costSource?: PriceSource;
  sentAt?: number;
  /** While it runs: when it was begun, ms since epoch of this page's clock. */
  begunAt?: number;
  /** What is not to be shown wherever it comes back: a response may repeat its inputs. */
  secrets?: readonly string[];
}

export interface Running extends Result {
  /** Monotonic ms of the host's clock when it was sent. */
  zero?: number;
}

/** `secrets` are sent and never shown: not in the request, not in what went over the wire. */
export function begin(
  request: InvokeRequest,
  secrets: readonly string[] = [],
  begunAt = Date.now(),
): Running {
  const hidden = hideSecrets(request, secrets);
  return { request: hidden, outcome: 'running', text: '', reasoning: '', secrets, begunAt };
}

/** What was waited for until `event`: one message that comes again, after another attempt, is one wait. */
function waitsAt({ waits = [], zero }: Running, event: InvokeEvent): Wait[] {
  const since = zero === undefined ? 0 : event.at - zero;
  const ended = waits.map((wait) => ({ ...wait, ms: wait.ms ?? since - wait.from }));
  if (event.type !== 'waiting') return ended;
  const last = waits.at(-1);
  if (last?.message !== event.message) return [...ended, { message: event.message, from: since }];
  return [...ended.slice(0, -1), { message: last.message, from: last.from }];
}

export function next({ waiting: _, ...running }: Running, event: InvokeEvent): Running {
  const waits = waitsAt(running, event);
  const before: Running = waits.length === 0 ? running : { ...running, waits };
  const since = before.zero === undefined ? undefined : event.at - before.zero;
  const end = since === undefined ? { unsent: true } : { endMs: since };
  const hidden = <T>(value: T): T => hideSecrets(value, before.secrets ?? []);
  switch (event.type) {
    case 'sent':
      // Sent again: the body may differ (a model that only streams), the wait is since the first time.
      return {
        ...before,
        zero: before.zero ?? event.at,
        sent: hidden({ method: event.method ?? 'POST', url: event.url, body: event.body }),
      };
    case 'first-byte':
      return before;
    case 'waiting':
      return { ...before, waiting: event.message };
    case 'output':
      return { ...before, output: event.parts };
    case 'token': {
      if (event.text === '') return before;
      // An answer that was wanted whole has no first token.
      const timed = before.request.stream ? since : undefined;
      const firstTokenMs = before.firstTokenMs ?? timed;
      return {
        ...before,
        ...(event.channel === 'reasoning'
          ? { reasoning: before.reasoning + event.text }
          : { text: before.text + event.text }),
        ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
        ...(timed === undefined ? {} : { lastTokenMs: timed }),
      };
    }
    case 'done':
      return {
        ...before,
        ...(since === undefined ? {} : { endMs: since }),
        outcome: 'ok',
        response: hidden(event.response),
        ...(event.usage === undefined ? {} : { usage: event.usage }),
        ...(event.finishReason === undefined ? {} : { finishReason: event.finishReason }),
        ...(event.cost === undefined ? {} : { cost: event.cost }),
      };
    case 'error':
      return {
        ...before,
        ...end,
        outcome: 'error',
        error: event.error,
        ...(event.usage === undefined ? {} : { usage: event.usage }),
        ...(event.response === undefined ? {} : { response: hidden(event.response) }),
      };
    case 'cancelled':
      return { ...before, ...end, outcome: 'cancelled' };
  }
}

/** The record of a test; what only this session saw (the wire) is taken from the live result. */
export function resultOf(run: TestRun, live?: Result): Result {
  const { sample } = run;
  const secrets = live?.secrets ?? [];
  return {
    request: hideSecrets(run.request, secrets),
    secrets,
    outcome: sample.outcome,
    text: run.text,
    reasoning: run.reasoning ?? '',
    ...(run.unsent ? { unsent: true } : { endMs: sample.endMs }),
    estimated: sample.tokenSource === 'estimated',
    sentAt: sample.sentAt,
    ...(run.error === undefined ? {} : { error: run.error }),
    ...(run.finishReason === undefined ? {} : { finishReason: run.finishReason }),
    ...(run.output === undefined ? {} : { output: run.output }),
    ...(run.response === undefined ? {} : { response: hideSecrets(run.response, secrets) }),
    ...(sample.firstTokenMs === undefined ? {} : { firstTokenMs: sample.firstTokenMs }),
    ...(sample.lastTokenMs === undefined ? {} : { lastTokenMs: sample.lastTokenMs }),
    ...(sample.usage === undefined ? {} : { usage: sample.usage }),
    ...(sample.cost === undefined ? {} : { cost: sample.cost }),
    ...(sample.costSource === undefined ? {} : { costSource: sample.costSource }),
    ...(live?.sent === undefined ? {} : { sent: live.sent }),
    ...(live?.waits === undefined ? {} : { waits: live.waits }),
  };
}

/** Output tokens after the first, by the time that they took: as the metrics define it, for one request. */
export function tokensPerSecond(result: Result): number | undefined {
  const { outcome, estimated, usage, firstTokenMs, lastTokenMs } = result;
  const output = usage?.output;
  if (outcome !== 'ok' || estimated === true || output === undefined) return undefined;
  if (firstTokenMs === undefined || lastTokenMs === undefined) return undefined;
  const ms = lastTokenMs - firstTokenMs;
  return output > 1 && ms > 0 ? ((output - 1) * 1000) / ms : undefined;
}

/** What the call's time costs of one replica. Its bill runs on between calls, so this is a share, not a charge. */
export function timeShare(endMs: number | undefined, perReplicaHour: NanoUsd): NanoUsd | undefined {
  return endMs === undefined ? undefined : Math.round((endMs / 3_600_000) * perReplicaHour);
}
