import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectContext, InvokeEvent, LogEntry, PlatformId } from '../../../src/connectors/index.ts';
import { definitions, PlatformError } from '../../../src/connectors/index.ts';
import { openClient } from '../../../src/connectors/modal/client.ts';
import { ModalConnector } from '../../../src/connectors/modal/connector.ts';
import { redactorOf, sealed } from '../../../src/connectors/sealed.ts';
import { DeploymentService } from '../../../src/extension/deployments/service.ts';
import { logged, logLines } from '../../../src/extension/logs/logText.ts';
import { Redaction } from '../../../src/extension/redaction.ts';
import { mask } from '../../../src/extension/store/keep.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { startModal } from '../../platforms/modal/index.ts';
import { startLorax, startPredibase } from '../../platforms/predibase/index.ts';
import { startReplicate } from '../../platforms/replicate/index.ts';
import { startTogether } from '../../platforms/together/index.ts';
import { patientClock } from '../connectors/kit.ts';
import { tempFolder } from '../store/temp.ts';
import { calls } from './fuzz/calls.ts';
import type { Account } from './fuzz/accounts.ts';
import { Luck } from './fuzz/luck.ts';
import { echoes, echoing, echoingPlane } from './echo.ts';
import type { Echo } from './echo.ts';
import { keyFor, tracesOf } from './keyForms.ts';
import { followed, spoken } from './pieces.ts';

const starts = {
  together: startTogether,
  replicate: startReplicate,
  predibase: startPredibase,
  lorax: startLorax,
  modal: startModal,
} satisfies Record<Platform, unknown>;
/** Each, and a server of one's own. */
export type Platform = PlatformId | 'lorax';
export const platforms = Object.keys(starts) as Platform[];

export interface KeyFigures {
  keys: number;
  places: number;
  /** Texts in which keys came in pieces and were taken out. */
  pieced: number;
  /** `place: key`. */
  found: string[];
}

const secretInput = keyFor('secretinput');

const idOf = (platform: Platform) => (platform === 'lorax' ? 'predibase' : platform);

/** What the simulator calls its own keys, by what the connector calls them. */
const realNames: Record<string, string> = { apiKey: 'apiToken' };

/** All that one platform was told and says again, after every call in every way of echoing. */
export async function searchKeys(platform: Platform): Promise<KeyFigures> {
  const sim = await starts[platform]();
  const definition = definitions[idOf(platform)];
  const real = ('credentials' in sim ? sim.credentials : {}) as Record<string, string>;
  const secret = definition.credentials.filter((field) => field.secret).map(({ key }) => key);
  const planted = Object.fromEntries(secret.map((key) => [key, keyFor(`${platform}${key}`)]));
  const server = { token: keyFor('loraxtoken'), adapterToken: keyFor('loraxadapter') };
  const keys = platform === 'lorax' ? Object.values(server) : Object.values(planted);

  const clock = patientClock(sim.control);
  const folder = tempFolder();
  const lines: string[] = [];
  const redaction = new Redaction();
  redaction.hide(keys);
  const write = (message: string): void => void lines.push(logged(redaction.redact(message)));
  const log = { debug: write, info: write, warn: write };
  const store = new Store({ folder, clock, log, redact: redaction.redact });
  const hide = (secrets: Iterable<string>): void => redaction.hide(secrets);
  const service = new DeploymentService({ definitions: [definition], store, clock, log, hide });

  let echo: Echo = 'inside';
  const pairs = secret.map((key) => ({
    planted: planted[key] ?? '',
    real: real[key] ?? real[realNames[key] ?? ''] ?? '',
  }));
  const base = sim.baseUrls as unknown as Record<string, string>;
  const context: ConnectContext = {
    credentials: platform === 'lorax' ? {} : { ...real, ...planted },
    ...(platform === 'lorax'
      ? { servers: [{ id: 'lab', label: 'Lab', url: base['server'] ?? '', ...server }] }
      : { baseUrls: base }),
    ...{ clock, log, memory: store.memory(definition.id), fetch: echoing(pairs, keys, () => echo) },
  };
  const client =
    platform === 'modal'
      ? await openClient({
          tokenId: real['tokenId'] ?? '',
          tokenSecret: real['tokenSecret'] ?? '',
          server: base['server'] ?? '',
          warn: write,
        })
      : undefined;
  const connector = client
    ? sealed(
        new ModalConnector(
          context,
          { server: base['server'] ?? '' },
          echoingPlane(client.cpClient, keys, () => echo),
        ),
        redactorOf(definition.credentials, context),
      )
    : (await definition.load())(context);

  service.connect(definition.id, connector);
  const said: [place: string, text: string][] = [];
  const note = (place: string, value: unknown): void =>
    void said.push([place, JSON.stringify(value ?? null)]);
  await service.refresh();
  const ids = (await connector.list()).deployments.map(({ id }) => id);
  const account = {
    definition,
    models: [{ id: 'qwen3-8b', name: 'q', kind: 'model' }],
    spec: { config: {} },
  } as unknown as Account;
  const known = { account, ids, now: sim.control.now() };
  for (const way of echoes) {
    echo = way;
    for (const call of calls.filter(({ method }) => method !== 'follow'))
      for (const id of ids.slice(0, 2))
        note(
          `${way} ${call.method}`,
          await outcome(() => call.run(connector, { ...known, ids: [id] }, new Luck(way))),
        );
    if (way === 'pieces')
      for (const id of connector.follow ? ids.slice(0, 2) : []) {
        const entries = await outcome(() => followed(connector, id, sim.control.now() - 24 * 3_600_000));
        note(`${way} followed log`, entries);
        if (Array.isArray(entries)) note(`${way} followed log, put together`, together(entries));
      }
    await service.refresh();
    note(`${way} panel`, service.fleet());
    for (const key of used(service))
      await use(service, key, (place, value) => note(`${way} ${place}`, value));
  }
  store.flush();
  const raw = () =>
    readdirSync(folder).map((name): [string, string] => [
      `file ${name}`,
      readFileSync(join(folder, name), 'latin1'),
    ]);
  const files = raw();
  const logPlace: [string, string][] = lines.map((line, at) => [`log ${at}`, line]);
  service.dispose();
  store.dispose();
  client?.close();
  await sim.close();
  const places = [...said, ...files, ...raw(), ...logPlace];
  return search([...keys, secretInput], places);
}

async function outcome(run: () => Promise<unknown>): Promise<unknown> {
  const late = new Promise((resolve) => setTimeout(() => resolve('late'), 1500).unref());
  try {
    return await Promise.race([run(), late]);
  } catch (error) {
    return error instanceof PlatformError ? [error.data, error.message] : String(error);
  }
}

/** The first two, and one that can be tested. */
function used(service: DeploymentService): Set<string> {
  const { deployments } = service.fleet();
  const testable = deployments.filter(({ allowed }) => allowed.test === true);
  return new Set([...deployments.slice(0, 2), ...testable.slice(0, 1)].map(({ key }) => key));
}

/** What a person does with a deployment: tests it with a secret input, reads its log, copies code. */
async function use(
  service: DeploymentService,
  key: string,
  note: (place: string, value: unknown) => void,
): Promise<void> {
  // Only the model's own form says which of its inputs is one.
  const form = await service.testing.form(key).catch(() => undefined);
  const secret = form?.inputs.find(({ kind }) => kind === 'secret')?.name;
  const inputs = { prompt: 'x', ...(secret === undefined ? {} : { [secret]: secretInput }) };
  for (const request of [
    { prompt: 'hello', stream: true },
    { prompt: '', stream: false, inputs },
  ]) {
    const test = service.testing.test(key, request);
    const events: InvokeEvent[] = [];
    const read = async () => {
      for await (const event of test) {
        events.push(event);
        note('test event', event.type === 'sent' ? { ...event, body: undefined } : event);
      }
    };
    await outcome(read);
    note('test, as it is read', spoken(events));
    for (const language of ['curl', 'python', 'typescript'] as const)
      note(
        'snippet',
        await outcome(() =>
          Promise.resolve().then(() => service.testing.snippet(key, { ...request, inputs: {} }, language)),
        ),
      );
  }
  note('tests', service.testing.tests(key));
  const entries = await outcome(() => service.insight.logs(key, {}));
  note(
    'log page',
    Array.isArray(entries)
      ? entries.flatMap((entry) => logLines(entry as Parameters<typeof logLines>[0]))
      : entries,
  );
}

const together = (entries: readonly unknown[]): string =>
  (entries as readonly LogEntry[]).map(({ message }) => message).join('');

function search(keys: readonly string[], places: readonly (readonly [string, string])[]): KeyFigures {
  const found: string[] = [];
  for (const key of keys)
    for (const trace of tracesOf(key))
      for (const [place, text] of places)
        if (text.includes(trace) || text.includes(JSON.stringify(trace).slice(1, -1)))
          found.push(`${place}: ${trace}`);
  const pieced = places.filter(([place, text]) => place.startsWith('pieces') && text.includes(mask)).length;
  return { keys: keys.length, places: places.length, pieced, found };
}
