import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../src/connectors/clock.ts';
import type { Connector } from '../../src/connectors/connector.ts';
import { definitions } from '../../src/connectors/index.ts';
import { Recorder } from '../../src/extension/metrics/recorder.ts';
import { machineTime } from '../platforms/kit/machineTime.ts';
import type { Instants } from '../platforms/together/inference/instants.ts';
import { tell } from './measure.ts';
import { TogetherProcess } from './togetherProcess.ts';

const streams = 64;
/** A fast one for a reader; 64 of them are 3 200 tokens a second. */
const pace = { ttftMs: 30, tokensPerSecond: 50 };
const tokensOfLoad = 200;
const askers = 4;
const rounds = 3;
/** In each round alone; beside others each asker asks as many. */
const answers = 60;

/** One answer: which, and when its first token was seen, on the clock of `machineTime`. */
interface Seen {
  id: string;
  at: number;
}

type Ask = (maxTokens: number, signal?: AbortSignal) => Promise<Seen>;

/** Each of its own, since the simulator makes the id of an answer from it. */
let prompts = 0;
const newPrompt = () => `Tell me story ${++prompts}.`;

/**
 * How much later than the simulator wrote it a first token is in our sample, alone and beside other streams
 * through the same connector. Both take their instants on the machine's one clock that nobody sets. The floor
 * is what the reader of a bare `fetch` sees, beside as many bare readers.
 */
export async function benchFirstToken(): Promise<void> {
  const sim = await TogetherProcess.start();
  const connect = await definitions.together.load();
  const connector = connect({ baseUrls: sim.baseUrls, credentials: sim.credentials });
  try {
    await sim.setPace(pace);
    const apart = await sim.clockDifference();
    tell('firstToken.clocks', apart, 'ms', 'Between the clocks of both processes, at most');
    const ways = await waysToAsk(connector, sim.credentials.apiKey);
    for (const load of [0, streams]) await compare(sim, ways, load);
  } finally {
    connector.dispose();
    await sim.stop();
  }
}

/** In turns, so that what else the machine does meets both. */
async function compare(sim: TogetherProcess, { tester, bare }: Ways, load: number): Promise<void> {
  const seen = { tester: [] as Seen[], bare: [] as Seen[] };
  // What is loaded and compiled once is not what is measured.
  for (const ask of [tester, bare]) await measure(ask, load, 20);
  for (let round = 0; round < rounds; round++) {
    seen.tester.push(...(await measure(tester, load, answers)));
    seen.bare.push(...(await measure(bare, load, answers)));
  }
  const written = await sim.instants();
  const name = `firstToken.${load === 0 ? 'alone' : `beside${load}`}`;
  print(name, delays(seen.tester, written), 'First token of a sample after the simulator wrote it');
  print(`${name}.floor`, delays(seen.bare, written), 'The same, read by a bare fetch');
}

/** A few at a time, at moments that have nothing to do with those of the load. */
async function measure(ask: Ask, load: number, each: number): Promise<Seen[]> {
  const stop = new AbortController();
  const background = Array.from({ length: load }, async (_, index) => {
    await wait((index / load) * 1000);
    while (!stop.signal.aborted) await ask(tokensOfLoad, stop.signal).catch(() => undefined);
  });
  await wait(load === 0 ? 0 : 1500);
  const seen: Seen[] = [];
  const asker = async (_: unknown, index: number) => {
    await wait(index * 7);
    for (let i = 0; i < each; i++) seen.push(await ask(1));
  };
  await Promise.all(Array.from({ length: load === 0 ? 1 : askers }, asker));
  stop.abort();
  await Promise.all(background);
  return seen;
}

interface Ways {
  tester: Ask;
  bare: Ask;
}

async function waysToAsk(connector: Connector, key: string): Promise<Ways> {
  const { deployments } = await connector.list();
  const found = deployments.find(({ status, endpoint }) => status === 'active' && endpoint);
  if (!found?.endpoint) throw new Error('no deployment to ask');
  const { url, model } = found.endpoint;
  return { tester: throughTester(connector, found.id), bare: throughFetch(url, model, key) };
}

/** Through the connector and the recorder, as the tester does: what counts is what the sample says. */
function throughTester(connector: Connector, id: string): Ask {
  const zero = machineTime() - systemClock.monotonic();
  const recorder = new Recorder({ clock: systemClock, record: () => undefined });
  return async (maxTokens, signal) => {
    const request = { prompt: newPrompt(), maxTokens, stream: true };
    const begin = (stop: AbortSignal) => connector.invoke(id, request, stop);
    const test = recorder.test({ id: 't', key: `together:${id}`, request, signal, begin });
    let sent = 0;
    for await (const event of test) if (event.type === 'sent') sent = event.at;
    const { sample, response, error } = test.run ?? {};
    if (sample?.firstTokenMs === undefined || sample.outcome !== 'ok') throw new Error(error?.message);
    return { id: (response as { id: string }).id, at: zero + sent + sample.firstTokenMs };
  };
}

/** As little as can be done between the socket and a clock in this runtime. */
function throughFetch(url: string, model: string, key: string): Ask {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return async (maxTokens, signal) => {
    const messages = [{ role: 'user', content: newPrompt() }];
    const body = JSON.stringify({ model, messages, max_tokens: maxTokens, stream: true });
    const request = { method: 'POST', headers, body, signal: signal ?? null };
    const response = await fetch(`${url}/chat/completions`, request);
    const decoder = new TextDecoder();
    let first: Seen | undefined;
    for await (const chunk of response.body ?? []) {
      const at = machineTime();
      if (first) continue;
      const [, id] = /"id":"([^"]+)".*"(?:content|reasoning)":"[^"]/.exec(decoder.decode(chunk)) ?? [];
      if (id !== undefined) first = { id, at };
    }
    if (!first) throw new Error(`no token in an answer with status ${response.status}`);
    return first;
  };
}

function delays(seen: readonly Seen[], written: Record<string, Instants>): number[] {
  return seen.map(({ id, at }) => at - (written[id]?.firstToken ?? Number.NaN)).sort((a, b) => a - b);
}

function print(name: string, sorted: readonly number[], what: string): void {
  if (sorted.some(Number.isNaN)) throw new Error(`${name}: the simulator does not know an answer`);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  const note = `${what}, n = ${sorted.length}`;
  tell(`${name}.p50`, rank(0.5), 'ms', note);
  tell(`${name}.p95`, rank(0.95), 'ms', note);
  tell(`${name}.worst`, rank(1), 'ms', note);
}
