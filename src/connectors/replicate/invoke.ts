import { t } from '@vscode/l10n';
import { isCancelled, PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { InvokeEvent, InvokeRequest, TokenUsage } from '../inference.ts';
import { redactor, redactValue } from '../redact.ts';
import type { Redact } from '../redact.ts';
import { Answer } from './answer.ts';
import { ask } from './ask.ts';
import type { Test } from './ask.ts';
import { predictionsPath } from './create-prediction.ts';
import type { Asked } from './create-prediction.ts';
import type { Deployments } from './deployments.ts';
import { failureOf } from './ending.ts';
import { invalid } from './errors.ts';
import type { Files } from './files.ts';
import { deadlineFrom, poll, stream } from './follow.ts';
import type { Followed } from './follow.ts';
import type { Interface } from './form.ts';
import { giveUp } from './give-up.ts';
import { keyOf, parseKey } from './ids.ts';
import type { Key } from './ids.ts';
import { inputOf, tooMuchData } from './inputs.ts';
import { shown, shownInput } from './predictions.ts';
import type { Reading } from './predictions.ts';
import { aboutForm, explainStopped } from './refusals.ts';
import { isOver, toRun } from './runs.ts';
import type { Subjects } from './subject.ts';

interface Parts {
  deployments: Deployments;
  subjects: Subjects;
  files: Files;
  delivery: string;
}

const noSecrets: ReadonlySet<string> = new Set();

/** One test through the deployment. Everything that can go wrong becomes the last event; nothing is thrown. */
export async function* invoke(
  parts: Parts,
  id: string,
  request: InvokeRequest,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent> {
  const { api } = parts.deployments;
  const at = () => api.clock.monotonic();
  const test: Test = {
    id: undefined,
    over: false,
    face: undefined,
    last: undefined,
    pending: undefined,
    redact: api.redact,
  };
  try {
    const reading = yield* run(parts, id, request, test, signal);
    const { status } = reading.wire;
    const failure =
      status === 'succeeded' ? undefined : failureOf(reading.wire, test.redact, api.clock.now());
    if (failure) throw failure;
    if (status !== 'succeeded') {
      yield {
        type: 'waiting',
        at: at(),
        message: t('Cancelled on Replicate: by somebody, or because the deployment was stopped'),
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
      response: shown(reading.raw, test.face?.secrets ?? noSecrets, test.redact),
    };
  } catch (error) {
    if (signal?.aborted || isCancelled(error)) {
      await cleanUp(parts, test);
      yield { type: 'cancelled', at: at() };
      return;
    }
    const data = aboutForm(PlatformError.from(error, 'replicate').data, test.face);
    const explained =
      test.id === undefined ? await explainStopped(parts.deployments, id, data, signal) : data;
    const usage = test.last && usageOf(test.last);
    yield {
      type: 'error',
      at: at(),
      error: redactValue(explained, test.redact) as ErrorData,
      ...(usage ? { usage } : {}),
      ...(test.last ? { response: shown(test.last.raw, test.face?.secrets ?? noSecrets, test.redact) } : {}),
    };
  } finally {
    // Who stops listening has given it up, and an abandoned run goes on costing.
    await cleanUp(parts, test);
  }
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
  const large = tooMuchData(input);
  if (large)
    throw invalid(large.message, `inputs.${large.name}`, t('Give the https address of the file instead.'));
  const secrets = face?.secrets ?? noSecrets;
  const hide = hidden(input, secrets);
  test.redact = (text) => hide(api.redact(text));
  const answer = new Answer(api, face, delivery);
  const asked: Asked = {
    key,
    input,
    hold: !request.stream,
    at: api.clock.now(),
    known: new Set(own.of(id).map((each) => each.id)),
  };
  signal?.throwIfAborted();
  yield {
    type: 'sent',
    at: api.clock.monotonic(),
    url: api.url(predictionsPath(key)),
    body: { input: shownInput(input, secrets) },
  };
  const created = yield* ask(api, test, asked, signal);
  note(parts, key, test, created);
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

/** Once, and only what is not over. */
async function cleanUp({ deployments }: Parts, test: Test): Promise<void> {
  if (test.over) return;
  test.over = true;
  await giveUp(deployments.api, test.id, test.pending);
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

function note({ deployments }: Parts, key: Key, test: Test, reading: Reading): void {
  test.id = reading.wire.id;
  test.last = reading;
  test.over = isOver(reading.wire.status);
  deployments.own.keep(keyOf(key), toRun(reading.wire));
}

function hidden(input: Record<string, unknown>, secrets: ReadonlySet<string>): Redact {
  const values = Object.entries(input).flatMap(([name, value]) =>
    secrets.has(name) && typeof value === 'string' ? [value] : [],
  );
  return redactor(values);
}
