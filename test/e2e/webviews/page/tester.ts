import type {
  InvokeEvent,
  InvokeRequest,
  OutputPart,
  TestForm,
  TestRun,
  TesterCalls,
  TesterEvents,
} from '../../../../src/webviews/protocol.ts';
import { testerValidators } from '../../../../src/webviews/validators.ts';
import * as data from './data.ts';
import {
  common,
  failIf,
  later,
  scenario,
  serve,
  unavailable,
  unavailableAt,
  whenTold,
  type Scenario,
} from './fakeHost.ts';
import * as modal from './modal.ts';
import * as forms from './testForms.ts';

const words =
  'A replica is one running copy of the model on its own GPUs. More replicas answer more requests at once; each one is billed for as long as it is ready.';
const thoughts = 'The user asks about replicas. Keep it short and name the cost.';
const deployments: Partial<Record<Scenario, typeof data.deployment>> = {
  stopped: data.stopped,
  unrouted: { ...data.deployment, trafficShare: 0, routable: true },
  inputs: data.pictures,
  raw: data.pictures,
  expired: data.pictures,
  lorax: data.lorax,
  deleting: data.deleting,
  'modal-cold': modal.deployment,
  'modal-token': modal.deployment,
  undeleted: { ...data.pictures, notDeleted: unavailableAt('replicate', 'Replicate') },
};
const deployment = deployments[scenario] ?? data.deployment;

const testForms: Partial<Record<Scenario, TestForm>> = {
  empty: forms.plain,
  inputs: forms.pictures,
  expired: forms.pictures,
  raw: forms.raw,
  lorax: forms.lorax,
  formless: forms.plain,
  'modal-cold': forms.modes,
  'modal-token': forms.modes,
};

const coldPhases = [
  'Starting a container: waiting for a GPU. It is billed from its start.',
  'Starting a container: loading the image.',
  'Starting a container: loading the model into GPU memory.',
];
const unreadable = {
  code: 'unavailable',
  platform: 'replicate',
  message: 'Replicate did not answer.',
  hint: 'Try again in a minute.',
} as const;
let formAsked = 0;

/** What a picture model answers: a picture on the web, one in the answer itself, text that only looks like markup. */
const parts: OutputPart[] = [
  { kind: 'file', url: 'https://replicate.delivery/xezq/abc/out-0.webp' },
  { kind: 'file', url: `data:image/png;base64,${data.picture}`, mediaType: 'image/png' },
  { kind: 'file', url: 'https://replicate.delivery/xezq/abc/voice.mp3' },
  { kind: 'text', text: '<img src=x onerror="document.title=1"><script>document.title = 1</script>' },
  { kind: 'json', value: { nsfw: [false, false], seed: 42 } },
  { kind: 'file', url: 'javascript:alert(1)', mediaType: 'image/png' },
];
const adapterWords: Record<string, string> = {
  'support/2': 'One running copy of your model. Two replicas answer twice as much.',
  'acme/tone-lora': 'Think of a replica as a colleague who does the very same work, in parallel.',
};

const noToken = {
  code: 'unauthorized',
  platform: 'modal',
  message: 'Its address asks for a proxy token, and there is none.',
  hint: 'Create one, or enter one that you have with “Update Credentials”.',
  status: 401,
  platformMessage: 'modal-http: missing credentials for proxy authorization',
  remedy: 'issue-credential',
} as const;

const adapterFailed = {
  code: 'adapter-failed',
  platform: 'predibase',
  message: 'The server could not load the adapter acme/broken.',
  hint: 'Check its id and where it comes from.',
  status: 424,
} as const;

const run = (id: string, part: Partial<TestRun>, minutesAgo: number): TestRun => ({
  id,
  deployment: deployment.key,
  request: { prompt: 'What is a replica?', stream: true, maxTokens: 200, temperature: 0.3 },
  text: words,
  response: { id: 'gen_1', choices: [{ message: { role: 'assistant', content: words } }] },
  ...(part.error === undefined ? { finishReason: 'stop' } : {}),
  ...part,
  sample: part.sample ?? {
    id,
    deployment: deployment.key,
    sentAt: Date.now() - minutesAgo * 60_000,
    outcome: 'ok',
    firstByteMs: 120,
    firstTokenMs: 184,
    lastTokenMs: 790,
    endMs: 812,
    usage: { input: 21, output: 41 },
    tokenSource: 'reported',
  },
});

const earlierRequests: Partial<Record<Scenario, InvokeRequest>> = {
  inputs: {
    prompt: '',
    stream: false,
    inputs: { image: `data:image/png;base64,${data.picture}`, num_outputs: 4, aspect_ratio: '16:9' },
  },
  lorax: { prompt: 'What is a replica?', stream: true, adapter: 'support/2', adapterSource: 'pbase' },
};
const earlier = earlierRequests[scenario];

let history: TestRun[] =
  scenario === 'empty'
    ? []
    : [
        run('r1', earlier === undefined ? {} : { request: earlier }, 3),
        run(
          'r2',
          {
            text: '',
            request: {
              prompt: 'Summarise this ticket in two sentences and say which team should take it.',
              stream: false,
            },
            error: unavailable,
            sample: { id: 'r2', deployment: deployment.key, sentAt: Date.now(), outcome: 'error', endMs: 90 },
          },
          65,
        ),
      ];

const rpc = serve<TesterCalls, TesterEvents>(testerValidators, (rpc) => ({
  ...common,
  load: (_input, signal) =>
    later(
      {
        deployment,
        standing: { state: 'good' as const },
        history,
        testForm: testForms[scenario] ?? forms.withAdapter,
        ...(scenario === 'formless' ? { formProblem: unreadable } : {}),
      },
      signal,
      20,
    ),
  run: async (request, signal) => {
    const zero = performance.now();
    const emit = (event: Record<string, unknown> & { type: InvokeEvent['type'] }): void =>
      rpc.emit('invoke', { at: performance.now() - zero, ...event } as InvokeEvent);
    const id = `r${String(Date.now())}`;
    const body = request.inputs
      ? { input: request.inputs }
      : { model: 'acme/support-bot', messages: [{ role: 'user', content: request.prompt }] };
    emit({ type: 'sent', url: 'https://api.together.ai/v1/chat/completions', body });
    const record = (made: TestRun): TestRun => {
      history = [made, ...history].slice(0, 10);
      rpc.emit('history', history);
      return made;
    };
    try {
      failIf(scenario === 'modal-token', noToken);
      const phases =
        scenario === 'modal-cold' ? coldPhases : ['The model is loading: this can take a minute.'];
      for (const message of phases) {
        emit({ type: 'waiting', message });
        if (message === coldPhases.at(-1)) await whenTold(signal);
        else await later(undefined, signal, scenario === 'modal-cold' ? 2500 : 400);
      }
      emit({ type: 'first-byte', status: 200 });
      failIf(scenario === 'failing', unavailable);
      if (scenario !== 'lorax' && scenario !== 'inputs' && scenario !== 'expired')
        for (const word of thoughts.split(/(?<= )/)) {
          emit({ type: 'token', text: word, channel: 'reasoning' });
          await later(undefined, signal, 5);
        }
      if (scenario === 'inputs' || scenario === 'expired') {
        emit({ type: 'output', parts: parts.slice(1, 2) });
        await later(undefined, signal, 50);
        emit({ type: 'output', parts });
        emit({ type: 'done', response: { id, input: request.inputs } });
        const timed = {
          outcome: 'ok' as const,
          endMs: 4210,
          id,
          sentAt: Date.now(),
          deployment: deployment.key,
        };
        return record(
          run(
            id,
            { request, text: '', output: parts, response: { id, input: request.inputs }, sample: timed },
            0,
          ),
        );
      }
      failIf(request.adapter === 'acme/broken', adapterFailed);
      const answer = adapterWords[request.adapter ?? ''] ?? words;
      for (const word of answer.split(/(?<= )/)) {
        emit({ type: 'token', text: word, channel: 'content' });
        await later(undefined, signal, scenario === 'slow' ? 1000 : 10);
      }
    } catch (error) {
      if (!signal.aborted) {
        const failed = { outcome: 'error' as const, endMs: performance.now() - zero, id, sentAt: Date.now() };
        const problem =
          scenario === 'modal-token'
            ? noToken
            : request.adapter === 'acme/broken'
              ? adapterFailed
              : unavailable;
        emit({ type: 'error', error: problem });
        return record(
          run(
            id,
            { request, text: '', error: problem, sample: { ...failed, deployment: deployment.key } },
            0,
          ),
        );
      }
      emit({ type: 'cancelled' });
      const ended = { outcome: 'cancelled' as const, endMs: 1234, id, sentAt: Date.now() };
      record(run(id, { request, text: 'A replica', sample: { ...ended, deployment: deployment.key } }, 0));
      throw error;
    }
    emit({ type: 'done', response: { id }, usage: { input: 9, output: 44, reasoning: 12 } });
    const answered = adapterWords[request.adapter ?? ''];
    return record(
      run(
        id,
        {
          request,
          ...(scenario === 'lorax' ? {} : { reasoning: thoughts }),
          ...(answered && { text: answered }),
        },
        0,
      ),
    );
  },
  testForm: (_input, signal) => {
    formAsked++;
    failIf(scenario === 'formless' && formAsked === 1, unreadable);
    return later(
      scenario === 'formless' ? forms.pictures : (testForms[scenario] ?? forms.withAdapter),
      signal,
    );
  },
  file: (_input, signal) => {
    failIf(scenario === 'expired', {
      code: 'not-found',
      platform: 'replicate',
      message: 'The file is not there any more.',
      status: 404,
    });
    return later({ mediaType: 'image/png', base64: data.picture }, signal, 50);
  },
  snippet: ({ language }) =>
    `# ${language}\ncurl https://api.together.ai/v1 -H "Authorization: Bearer $TOGETHER_API_KEY"`,
  clearHistory: () => undefined,
}));

/** The platform goes away under the open panel, and comes back. */
const lost = { platform: 'together', platformName: 'Together AI' } as const;
Object.assign(window, {
  stand: (state: 'good' | 'gone' | 'disconnected' | 'refused') =>
    rpc.emit('standing', state === 'good' || state === 'gone' ? { state } : { state, ...lost }),
});
