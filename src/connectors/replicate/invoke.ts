import { aborted } from '../clock.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { InvokeEvent, InvokeRequest, TokenUsage } from '../inference.ts';
import { backoff } from '../retry.ts';
import { Answer } from './answer.ts';
import { cancelPrediction, createPrediction, findPrediction, predictionsPath } from './create-prediction.ts';
import type { Asked, Created } from './create-prediction.ts';
import type { Deployments } from './deployments.ts';
import { failureOf } from './ending.ts';
import type { Files } from './files.ts';
import { statusOf } from './errors.ts';
import { deadlineFrom, poll, stream } from './follow.ts';
import type { Followed } from './follow.ts';
import type { Interface } from './form.ts';
import { keyOf, parseKey } from './ids.ts';
import type { Key } from './ids.ts';
import { inputOf } from './inputs.ts';
import { shown, shownInput } from './predictions.ts';
import type { Reading } from './predictions.ts';
import { isOver, toRun } from './runs.ts';
import type { Subjects } from './subject.ts';

interface Parts {
  deployments: Deployments;
  subjects: Subjects;
  files: Files;
  delivery: string;
}

const noSecrets: ReadonlySet<string> = new Set();
/** A cancelled test is over for the person, whatever the platform takes to answer. */
const cleanUpWithin = 3_000;
const mostThrottled = 5;

/** One test through the deployment. Everything that can go wrong becomes the last event; nothing is thrown. */
export async function* invoke(
  parts: Parts,
  id: string,
  request: InvokeRequest,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent> {
  const { api } = parts.deployments;
  const at = () => api.clock.monotonic();
  const test: Test = { id: undefined, over: false, face: undefined, last: undefined, pending: undefined };
  try {
    const reading = yield* run(parts, id, request, test, signal);
    const { status } = reading.wire;
    const failure = status === 'succeeded' ? undefined : failureOf(reading.wire, api.redact, api.clock.now());
    if (failure) throw failure;
    if (status !== 'succeeded') {
      yield {
        type: 'waiting',
        at: at(),
        message: 'Cancelled on Replicate: by somebody, or because the deployment was stopped',
      };
      yield { type: 'cancelled', at: at() };
      return;
    }
    const usage = usageOf(reading);
    yield {
      type: 'done',
      at: at(),
      ...(usage ? { usage } : {}),
      finishReason: status,
      response: shown(reading.raw, test.face?.secrets ?? noSecrets, api),
    };
  } catch (error) {
    if (signal?.aborted || isCancelled(error)) {
      await cleanUp(parts, test);
      yield { type: 'cancelled', at: at() };
      return;
    }
    const data = aboutForm(PlatformError.from(error, 'replicate').data, test.face);
    const explained = await explainStopped(parts, id, data, test, signal);
    const usage = test.last && usageOf(test.last);
    yield {
      type: 'error',
      at: at(),
      error: explained,
      ...(usage ? { usage } : {}),
      ...(test.last ? { response: shown(test.last.raw, test.face?.secrets ?? noSecrets, api) } : {}),
    };
  } finally {
    // Who stops listening has given it up, and an abandoned run goes on costing.
    await cleanUp(parts, test);
  }
}

/** What is known of a test while it runs, for its end. */
interface Test {
  id: string | undefined;
  /** No more to cancel. */
  over: boolean;
  face: Interface | undefined;
  last: Reading | undefined;
  /** A create whose answer has not come. */
  pending: { asked: Asked; created: Promise<Created>; abort: AbortController } | undefined;
}

async function* run(
  parts: Parts,
  id: string,
  request: InvokeRequest,
  test: Test,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent, Reading> {
  const { deployments, delivery } = parts;
  const { api, own } = deployments;
  const key = parseKey(id);
  test.face = await parts.subjects.interface(id, signal);
  const { face } = test;
  const input = inputOf(face, request);
  const answer = new Answer(api, face, delivery);
  const asked: Asked = {
    key,
    input,
    hold: !request.stream,
    at: api.clock.now(),
    known: new Set(own.of(id).map((each) => each.id)),
  };
  yield {
    type: 'sent',
    at: api.clock.monotonic(),
    url: api.url(predictionsPath(key)),
    body: { input: shownInput(input, face?.secrets ?? noSecrets) },
  };
  const created = yield* create(parts, test, asked, signal);
  yield {
    type: 'first-byte',
    at: api.clock.monotonic(),
    status: created.status,
    ...(created.requestId === undefined ? {} : { requestId: created.requestId }),
  };
  const followed: Followed = {
    api,
    answer,
    until: deadlineFrom(api.clock.now()),
    seen: (reading) => note(parts, key, test, reading),
  };
  const url = request.stream ? textStream(created, face) : undefined;
  const reading =
    url === undefined
      ? yield* poll(followed, created, signal)
      : yield* stream(followed, created, url, signal);
  yield* answer.final(reading);
  parts.files.remember(reading.wire);
  return reading;
}

/** Makes the prediction; rate limits are told and waited for, and only they are a reason to send again. */
async function* create(
  parts: Parts,
  test: Test,
  asked: Asked,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent, Created> {
  const { api } = parts.deployments;
  for (let attempt = 0; ; attempt++) {
    try {
      const created = await answered(api, test, asked, signal);
      note(parts, asked.key, test, created);
      return created;
    } catch (error) {
      if (statusOf(error) !== 429 || attempt >= mostThrottled) throw error;
      const pause = PlatformError.from(error).data.retryAfterMs ?? backoff(attempt);
      const message = `Replicate limits the rate of predictions: sent again in ${Math.ceil(pause / 1000)} s`;
      yield { type: 'waiting', at: api.clock.monotonic(), message };
      await api.clock.sleep(pause, signal);
    }
  }
}

/** The answer, or the person's cancellation if that comes first; what is then pending is cleaned up later. */
async function answered(
  api: Deployments['api'],
  test: Test,
  asked: Asked,
  signal?: AbortSignal,
): Promise<Created> {
  if (signal?.aborted) throw aborted();
  const abort = new AbortController();
  const created = createPrediction(api, asked, abort.signal);
  test.pending = { asked, created, abort };
  const gone = Promise.withResolvers<never>();
  const stop = () => gone.reject(aborted());
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([created, gone.promise]);
  } finally {
    signal?.removeEventListener('abort', stop);
    if (!signal?.aborted) test.pending = undefined;
  }
}

function note({ deployments }: Parts, key: Key, test: Test, reading: Reading): void {
  test.id = reading.wire.id;
  test.last = reading;
  test.over = isOver(reading.wire.status);
  deployments.own.keep(keyOf(key), toRun(reading.wire));
}

/** Ends on Replicate what was given up here, bounded in time; without an id, by finding it first. */
async function cleanUp({ deployments }: Parts, test: Test): Promise<void> {
  const { api } = deployments;
  if (test.over) return;
  test.over = true;
  const { pending, id } = test;
  const work =
    id !== undefined ? cancelPrediction(api, id) : pending ? cancelPending(api, pending) : undefined;
  if (!work) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, cleanUpWithin);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

async function cancelPending(
  api: Deployments['api'],
  { asked, created, abort }: NonNullable<Test['pending']>,
): Promise<void> {
  const found = await findPrediction(api, asked).catch(() => undefined);
  if (found) {
    await cancelPrediction(api, found.wire.id);
    abort.abort(aborted());
    return;
  }
  const late = await created.catch(() => undefined);
  if (late) await cancelPrediction(api, late.wire.id);
}

/** The stream of a text; undefined where there is none, or it is one of files. */
function textStream({ wire }: Reading, face: Interface | undefined): string | undefined {
  const url = wire.urls?.stream;
  if (url === undefined) return undefined;
  if (face?.output !== undefined) return face.output === 'text' ? url : undefined;
  // Without a schema its path says which (replicate-javascript: lib/stream.js).
  return URL.parse(url)?.pathname.startsWith('/v1/files/') ? undefined : url;
}

function usageOf({ wire }: Reading): TokenUsage | undefined {
  const { input, output } = toRun(wire);
  if (input === undefined && output === undefined) return undefined;
  return { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) };
}

/** An input that the prompt form fills is named as the form names it. */
function aboutForm(data: ErrorData, face: Interface | undefined): ErrorData {
  const name = data.field?.startsWith('inputs.') ? data.field.slice('inputs.'.length) : undefined;
  if (name === undefined || !face) return data;
  const role = Object.entries(face.roles).find(([, input]) => input === name)?.[0];
  return role === undefined ? data : { ...data, field: role };
}

/** Which status a stopped deployment refuses with is not documented, so it is looked at. */
async function explainStopped(
  { deployments }: Parts,
  id: string,
  data: ErrorData,
  test: Test,
  signal?: AbortSignal,
): Promise<ErrorData> {
  const { status } = data;
  const maybe = status !== undefined && [400, 403, 404, 409, 422].includes(status);
  if (!maybe || test.id !== undefined || data.field !== undefined) return data;
  const row = await deployments.row(parseKey(id), signal).catch(() => undefined);
  if (row?.current_release?.configuration?.max_instances !== 0) return data;
  return {
    ...data,
    code: 'not-ready',
    message: 'The deployment is stopped, so it takes no predictions.',
    hint: 'Start it, and try again.',
  };
}
