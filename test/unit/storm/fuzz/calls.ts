import type {
  Connector,
  DeploymentSpec,
  InvokeEvent,
  InvokeRequest,
  LogEntry,
} from '../../../../src/connectors/index.ts';
import type { Account } from './accounts.ts';
import type { Luck } from './luck.ts';

/** What is tried of one account: its ids as they were, and what is asked about them. */
export interface Known {
  account: Account;
  ids: string[];
  now: number;
}

export interface Call {
  method: keyof Connector;
  run: (connector: Connector, known: Known, luck: Luck) => Promise<unknown>;
}

const mostEvents = 3000;

const requests: readonly InvokeRequest[] = [
  { prompt: 'Say something.', stream: true, maxTokens: 12 },
  { prompt: 'Say something.', stream: false, system: 'Be short.', temperature: 0 },
  { prompt: '', stream: false, inputs: { prompt: 'a ship', seed: 1 } },
];

async function events<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of stream) if (all.push(event) > mostEvents) break;
  return all;
}

export const endOf = (all: readonly InvokeEvent[]): InvokeEvent[] =>
  all.filter(({ type }) => ['done', 'error', 'cancelled'].includes(type));

const specOf = ({ account }: Known, luck: Luck): DeploymentSpec => ({
  name: 'fuzzed',
  model: luck.pick(account.models),
  ...account.spec,
});

const about =
  (use: (connector: Connector, id: string, known: Known, luck: Luck) => Promise<unknown>): Call['run'] =>
  (connector, known, luck) =>
    use(connector, luck.pick(known.ids), known, luck);

const aDay = ({ now }: Known) => ({ from: now - 24 * 3_600_000, to: now });

export const calls: readonly Call[] = [
  { method: 'verify', run: (connector) => connector.verify() },
  { method: 'list', run: (connector) => connector.list({ fresh: true }) },
  { method: 'get', run: about((connector, id) => connector.get(id)) },
  {
    method: 'models',
    run: (connector, _known, luck) =>
      connector.models({
        scope: luck.pick(['catalogue', 'own']),
        ...luck.pick([{}, { text: 'llama' }, { cursor: 'x' }]),
      }),
  },
  {
    method: 'variants',
    run: (connector, { account }, luck) => connector.variants(luck.pick(account.models)),
  },
  { method: 'hardware', run: (connector) => connector.hardware() },
  {
    method: 'choices',
    run: async (connector, { account }, luck) => {
      const { fields } = account.definition;
      const listed = fields
        .filter((field) => field.listed)
        .map(({ key, option }) => (option ? `options.${option}` : key));
      return connector.choices?.(luck.pick([...listed, 'regions', 'credentials.environments']), {});
    },
  },
  { method: 'serverless', run: async (connector) => connector.serverless?.({}) },
  { method: 'adapters', run: about((connector, id) => connector.adapters(id)) },
  { method: 'testForm', run: about(async (connector, id) => connector.testForm?.(id)) },
  { method: 'plan', run: (connector, known, luck) => connector.plan(specOf(known, luck)) },
  { method: 'planUpdate', run: about((connector, id) => connector.planUpdate(id, { maxReplicas: 3 })) },
  { method: 'deploy', run: (connector, known, luck) => connector.deploy(specOf(known, luck)) },
  { method: 'update', run: about((connector, id) => connector.update(id, { maxReplicas: 3 })) },
  { method: 'stop', run: about((connector, id) => connector.stop(id)) },
  { method: 'start', run: about((connector, id) => connector.start(id)) },
  { method: 'remove', run: about((connector, id) => connector.remove(id)) },
  {
    method: 'invoke',
    run: about((connector, id, _known, luck) => events(connector.invoke(id, luck.pick(requests)))),
  },
  {
    method: 'logs',
    run: about(async (connector, id, { now }, luck) =>
      connector.logs?.(id, luck.pick([{}, { limit: 5 }, { since: now - 3_600_000 }])),
    ),
  },
  { method: 'logFilters', run: about(async (connector, id) => connector.logFilters?.(id)) },
  {
    method: 'follow',
    run: about(async (connector, id) => {
      const stop = new AbortController();
      const all: LogEntry[] = [];
      for await (const entry of connector.follow?.(id, {}, stop.signal) ?? []) {
        all.push(entry);
        if (all.length > 20) stop.abort();
      }
      return all;
    }),
  },
  { method: 'revisions', run: about(async (connector, id) => connector.revisions?.(id)) },
  { method: 'rollback', run: about(async (connector, id) => connector.rollback?.(id, '2')) },
  { method: 'restart', run: about(async (connector, id) => connector.restart?.(id)) },
  { method: 'planRoute', run: about(async (connector, id) => connector.planRoute?.(id)) },
  { method: 'route', run: about(async (connector, id) => connector.route?.(id)) },
  { method: 'usage', run: about(async (connector, id, known) => connector.usage?.(id, aDay(known))) },
];

/** Answers that are lists of what the type names. */
export const streams: ReadonlySet<keyof Connector> = new Set(['invoke', 'follow']);
