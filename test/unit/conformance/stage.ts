import assert from 'node:assert/strict';
import type {
  Capability,
  ConnectContext,
  Connector,
  ConnectorDefinition,
  Deployment,
  DeploymentChange,
  DeploymentSpec,
  DeploymentStatus,
  ErrorCode,
  ErrorData,
  InvokeEvent,
  InvokeRequest,
} from '../../../src/connectors/index.ts';
import { PlatformError } from '../../../src/connectors/index.ts';
import type { SimControl } from '../../platforms/kit/control.ts';
import type { Fault, FaultRule } from '../../platforms/kit/faults.ts';
import { collect as gather, last, memoryOf } from '../connectors/kit.ts';
import { through } from '../connectors/perturb.ts';

export { patientClock, textOf } from '../connectors/kit.ts';

/** The calls that every platform has in some form: where a fault can strike. Globs over the whole path. */
export type Call = 'list' | 'get' | 'create' | 'change' | 'remove' | 'invoke' | 'stream';
export type Place = Pick<FaultRule, 'method' | 'path'>;

export type Rewrite = (body: unknown, path: string) => unknown;

/** One platform (or one kind of connection of it), set up and ready for the cases. */
export interface Stage {
  readonly definition: ConnectorDefinition;
  readonly connector: Connector;
  readonly control: SimControl;
  /** Capabilities that this kind of connection lacks, whatever the platform has. */
  readonly lacks: readonly Capability[];
  /** A key that must be in no error and no log. */
  readonly secrets: readonly string[];
  /** Where each call goes; a call that the platform does not make is left out. */
  readonly places: Partial<Record<Call, Place>>;
  /** A refusal in the platform's own form. */
  readonly refusal: (status: number) => Fault;
  /** Its "too many requests" that asks to wait so long; `silent` where it never says how long. */
  readonly tooMany: (seconds: number) => Fault;
  readonly silent?: true;
  /** What it says to a name in use. */
  readonly nameTaken: ErrorCode;
  /** The answer of a broken stream can be had afterwards: then the test must end well. */
  readonly keepsAnswers?: true;
  /** Statuses that are concluded and not reported say so; and no word of the platform exists. */
  readonly infers?: true;
  readonly fault: (rule: FaultRule) => void;
  readonly clearFaults: () => void;
  readonly advance: (ms: number) => void;
  /** Requests to a place since the last call of it. */
  readonly count: (place: Place) => number;
  readonly spec: (name: string) => Promise<DeploymentSpec>;
  readonly change: DeploymentChange;
  /** Id of one that is active from the start. */
  readonly active: () => Promise<string>;
  /** Deploys one that comes to nothing; answers its id. */
  readonly doomed?: () => Promise<string>;
  readonly fill?: (count: number) => void;
  /** Something that is deployed writes a line; where the platform shows such lines as they come. */
  readonly write?: (id: string, line: string) => void;
  /** Makes a picture and answers its address, where answers have such. */
  readonly picture?: () => Promise<string>;
  /** A server by itself is no account: what keeps it from being read is told on its row. */
  readonly rowsOnly?: true;
  /** Answers pass through it: for unknown words and missing fields. */
  readonly rewrite: (change: Rewrite | undefined) => void;
  /** A status word of tomorrow in place of the active deployment's; undefined where it reports none. */
  readonly unknownWord?: (body: unknown) => unknown;
  readonly close: () => Promise<void>;
}

export interface Subject {
  readonly name: string;
  readonly open: () => Promise<Stage>;
}

/** A fetch whose JSON answers can be rewritten on the way. */
export function rewritingFetch(): {
  fetch: typeof fetch;
  set: (change: Rewrite | undefined) => void;
} {
  let rewrite: Rewrite | undefined;
  return {
    set: (change) => (rewrite = change),
    fetch: (input, init) => (rewrite ? through(rewrite) : globalThis.fetch)(input, init),
  };
}

/** The context that all subjects share. */
export function contextOf(
  parts: Pick<ConnectContext, 'credentials' | 'baseUrls' | 'servers' | 'clock' | 'fetch'>,
): { context: ConnectContext; logged: string[]; memory: Map<string, string> } {
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  const memory = new Map<string, string>();
  return {
    context: { ...parts, log: { debug: log, info: log, warn: log }, memory: memoryOf(memory) },
    logged,
    memory,
  };
}

/** Whether it can do it at all; when not, it says so in words. */
export function can({ definition, lacks }: Stage, ...wanted: Capability[]): boolean {
  return wanted.every(
    (capability) => !lacks.includes(capability) && definition.capabilities[capability].level !== 'absent',
  );
}

export async function failure(action: Promise<unknown>): Promise<ErrorData> {
  return explained(
    await action.then(
      (value) => assert.fail(`it succeeded: ${JSON.stringify(value).slice(0, 300)}`),
      (thrown: unknown) => thrown,
    ),
  );
}

function explained(error: unknown): ErrorData {
  assert.ok(error instanceof PlatformError, String(error instanceof Error ? error.stack : error));
  mustExplain(error.data);
  return error.data;
}

/** A sentence of what happened; nothing of a program's insides. */
export function mustExplain({ message, hint }: ErrorData): void {
  assert.match(message, /^\S.*[.!?]$/s, 'a whole sentence');
  assert.ok(!/undefined|\[object|Unexpected failure|Error:/.test(`${message} ${hint ?? ''}`), message);
}

/** A list that fails as a whole rejects; one of which a part fails tells it beside the rest. */
export async function listFailure(connector: Connector): Promise<ErrorData> {
  const listing = await connector.list({ fresh: true }).catch(explained);
  if ('code' in listing) return listing;
  const [problem] = listing.problems;
  assert.ok(problem, 'nothing failed');
  assert.equal(listing.complete, false, 'a part is missing');
  mustExplain(problem);
  return problem;
}

/** A whole test: with exactly one end. */
export async function collect(events: AsyncIterable<InvokeEvent>): Promise<InvokeEvent[]> {
  const all = await gather(events);
  last(all);
  return all;
}

export const question: InvokeRequest = { prompt: 'Say something about ships.', stream: true, maxTokens: 16 };

/** Platform time passes until the deployment says so. */
export async function until(stage: Stage, id: string, status: DeploymentStatus): Promise<Deployment> {
  for (let minutes = 0; minutes < 400; minutes++) {
    const deployment = await stage.connector.get(id);
    if (deployment.status === status) return deployment;
    stage.advance(60_000);
  }
  return assert.fail(`${id} never becomes ${status}`);
}

/** Another word for a word, wherever it stands. */
export const replacing =
  (word: string, by: string) =>
  (body: unknown): unknown =>
    JSON.parse(JSON.stringify(body).replaceAll(word, by)) as unknown;

/** As many faults as any patience meets. */
export const often = 50;

export function placeOf(stage: Stage, call: Call): Place {
  const place = stage.places[call];
  assert.ok(place, `no place for ${call}`);
  return place;
}
