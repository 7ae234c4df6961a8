import assert from 'node:assert/strict';
import type { Capability, InvokeEvent, TimeWindow } from '../../../../src/connectors/index.ts';
import { PlatformError } from '../../../../src/connectors/index.ts';
import { collect, question, until } from '../../conformance/stage.ts';
import type { Stage } from '../../conformance/stage.ts';
import { absent, outputs } from './calls-output.ts';

/**
 * `create` makes what did not exist; `ask` is a test in one piece, `stream` one that comes in events. All of them
 * spend. `follow` is a read that goes on.
 */
export type CallKind = 'read' | 'follow' | 'create' | 'write' | 'ask' | 'stream';

/** What is done when everything that it needs is there. */
export type Act = (signal: AbortSignal) => Promise<unknown>;

export interface Call {
  name: string;
  kind: CallKind;
  needs?: Capability[];
  /** Makes what the call needs, unharmed. Undefined: this connection has no such call. */
  ready: (stage: Stage, name: string) => Promise<Act | undefined>;
}

/** A call that needs nothing, or nothing but one that is active. */
const plain = (name: string, act: (stage: Stage) => Act | undefined): Call => ({
  name,
  kind: 'read',
  ready: (stage) => Promise.resolve(act(stage)),
});
const ofActive = (name: string, act: (stage: Stage, id: string) => Act | undefined): Call => ({
  name,
  kind: 'read',
  ready: async (stage) => act(stage, await stage.active()),
});

const lastDay = (to: number): TimeWindow => ({ from: to - 24 * 3_600_000, to });

const reads: Call[] = [
  plain(
    'verify',
    ({ connector }) =>
      (signal) =>
        connector.verify(signal),
  ),
  plain(
    'list',
    ({ connector }) =>
      (signal) =>
        connector.list({ fresh: true, signal }),
  ),
  plain(
    'models',
    ({ connector }) =>
      (signal) =>
        connector.models({ scope: 'catalogue' }, signal),
  ),
  plain(
    'models of one’s own',
    ({ connector }) =>
      (signal) =>
        connector.models({ scope: 'own' }, signal),
  ),
  plain(
    'hardware',
    ({ connector }) =>
      (signal) =>
        connector.hardware(signal),
  ),
  plain('serverless', ({ connector }) =>
    connector.serverless ? (signal) => connector.serverless?.({}, signal) ?? absent() : undefined,
  ),
  {
    name: 'get of a serverless model',
    kind: 'read',
    ready: async ({ connector }) => {
      const [model] = (await connector.serverless?.({}))?.items ?? [];
      return model && ((signal) => connector.get(`serverless:${model.id}`, signal));
    },
  },
  {
    name: 'variants',
    kind: 'read',
    ready: async ({ connector }) => {
      const { items } = await connector.models({ scope: 'catalogue' });
      const model = items.find(({ deployable }) => deployable === undefined || deployable === true);
      return model && ((signal) => connector.variants(model, signal));
    },
  },
  {
    name: 'choices',
    kind: 'read',
    ready: ({ connector, definition }) => {
      const field = definition.fields.find((one) => one.listed)?.key;
      const ask = field !== undefined && connector.choices?.bind(connector);
      return Promise.resolve(ask ? (signal) => ask(field, {}, signal) : undefined);
    },
  },
  {
    name: 'plan',
    kind: 'read',
    needs: ['deploy'],
    ready: async (stage, name) => {
      const spec = await stage.spec(name);
      return (signal) => stage.connector.plan(spec, signal);
    },
  },
  ofActive(
    'get',
    ({ connector }, id) =>
      (signal) =>
        connector.get(id, signal),
  ),
  ofActive(
    'adapters',
    ({ connector }, id) =>
      (signal) =>
        connector.adapters(id, signal),
  ),
  ofActive('testForm', ({ connector }, id) =>
    connector.testForm ? (signal) => connector.testForm?.(id, signal) ?? absent() : undefined,
  ),
  ofActive('logs', ({ connector }, id) =>
    connector.logs ? (signal) => connector.logs?.(id, {}, signal) ?? absent() : undefined,
  ),
  ofActive('logFilters', ({ connector }, id) =>
    connector.logFilters ? (signal) => connector.logFilters?.(id, signal) ?? absent() : undefined,
  ),
  ofActive('revisions', ({ connector }, id) =>
    connector.revisions ? (signal) => connector.revisions?.(id, signal) ?? absent() : undefined,
  ),
  ofActive('planUpdate', (stage, id) => (signal) => stage.connector.planUpdate(id, stage.change, signal)),
  ofActive('planRoute', ({ connector }, id) =>
    connector.planRoute ? (signal) => connector.planRoute?.(id, signal) ?? absent() : undefined,
  ),
  ofActive('usage', ({ connector, control }, id) =>
    connector.usage
      ? (signal) => connector.usage?.(id, lastDay(control.now()), signal) ?? absent()
      : undefined,
  ),
];

const fresh = async (stage: Stage, name: string): Promise<string> => {
  const { id } = await stage.connector.deploy(await stage.spec(name));
  await until(stage, id, 'active');
  return id;
};
const ofFresh = (
  name: string,
  needs: Capability[],
  act: (stage: Stage, id: string) => Act | undefined,
): Call => ({
  name,
  kind: 'write',
  needs: ['deploy', ...needs],
  ready: async (stage, named) => act(stage, await fresh(stage, named)),
});

const writes: Call[] = [
  {
    name: 'deploy',
    kind: 'create',
    needs: ['deploy'],
    ready: async (stage, name) => {
      const spec = await stage.spec(name);
      return (signal) => stage.connector.deploy(spec, { signal });
    },
  },
  ofFresh('update', ['update'], (stage, id) => (signal) => stage.connector.update(id, stage.change, signal)),
  ofFresh(
    'stop',
    ['stop'],
    ({ connector }, id) =>
      (signal) =>
        connector.stop(id, signal),
  ),
  ofFresh(
    'remove',
    ['remove'],
    ({ connector }, id) =>
      (signal) =>
        connector.remove(id, { signal }),
  ),
  ofFresh('restart', [], ({ connector }, id) =>
    connector.restart ? (signal) => connector.restart?.(id, signal) ?? absent() : undefined,
  ),
  ofFresh('route', [], ({ connector }, id) =>
    connector.route ? (signal) => connector.route?.(id, signal) ?? absent() : undefined,
  ),
  {
    name: 'start',
    kind: 'write',
    needs: ['deploy', 'stop', 'start'],
    ready: async (stage, name) => {
      const id = await fresh(stage, name);
      await stage.connector.stop(id);
      await until(stage, id, 'stopped');
      return (signal) => stage.connector.start(id, signal);
    },
  },
  {
    name: 'rollback',
    kind: 'write',
    needs: ['deploy', 'update', 'revisions', 'rollback'],
    ready: async (stage, name) => {
      const { connector } = stage;
      const id = await fresh(stage, name);
      await connector.update(id, stage.change);
      await until(stage, id, 'active');
      const past = (await connector.revisions?.(id))?.find(
        ({ current, rollback }) => !current && (rollback ?? true) === true,
      );
      return past && ((signal) => connector.rollback?.(id, past.id, signal) ?? absent());
    },
  },
  {
    name: 'issue',
    kind: 'create',
    ready: ({ connector }) =>
      Promise.resolve(connector.issue ? (signal) => connector.issue?.(signal) ?? absent() : undefined),
  },
];

const tests = (['stream', 'ask'] as const).map((kind): Call => ({
  name: kind === 'stream' ? 'invoke, streaming' : 'invoke, plain',
  kind,
  ready: async ({ connector, active }) => {
    const id = await active();
    return async (signal) =>
      ended(await collect(connector.invoke(id, { ...question, stream: kind === 'stream' }, signal)));
  },
}));

export const calls: Call[] = [...reads, ...writes, ...tests, ...outputs];

/** The end of a test as any other call has it: a failure is thrown. */
function ended(events: readonly InvokeEvent[]): readonly InvokeEvent[] {
  const end = events.at(-1);
  if (end?.type === 'error') throw new PlatformError(end.error);
  assert.equal(end?.type, 'done', 'nobody cancelled it');
  return events;
}
