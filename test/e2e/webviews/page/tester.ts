import type { InvokeEvent, TestRun, TesterCalls, TesterEvents } from '../../../../src/webviews/protocol.ts';
import { testerValidators } from '../../../../src/webviews/validators.ts';
import * as data from './data.ts';
import { common, failIf, later, scenario, serve, unavailable } from './fakeHost.ts';

const words =
  'A replica is one running copy of the model on its own GPUs. More replicas answer more requests at once; each one is billed for as long as it is ready.';
const thoughts = 'The user asks about replicas. Keep it short and name the cost.';
const deployment =
  scenario === 'stopped'
    ? data.stopped
    : scenario === 'unrouted'
      ? { ...data.deployment, trafficShare: 0, routable: true as const }
      : data.deployment;

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

let history: TestRun[] =
  scenario === 'empty'
    ? []
    : [
        run('r1', {}, 3),
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
        adapters: scenario === 'empty' ? [] : data.ownModels,
      },
      signal,
      20,
    ),
  run: async (request, signal) => {
    const zero = performance.now();
    const emit = (event: Record<string, unknown> & { type: InvokeEvent['type'] }): void =>
      rpc.emit('invoke', { at: performance.now() - zero, ...event } as InvokeEvent);
    const id = `r${String(Date.now())}`;
    const body = { model: 'acme/support-bot', messages: [{ role: 'user', content: request.prompt }] };
    emit({ type: 'sent', url: 'https://api.together.ai/v1/chat/completions', body });
    const record = (made: TestRun): TestRun => {
      history = [made, ...history].slice(0, 10);
      rpc.emit('history', history);
      return made;
    };
    try {
      emit({ type: 'waiting', message: 'The model is loading: this can take a minute.' });
      await later(undefined, signal, 120);
      emit({ type: 'first-byte', status: 200 });
      failIf(scenario === 'failing', unavailable);
      for (const word of thoughts.split(/(?<= )/)) {
        emit({ type: 'token', text: word, channel: 'reasoning' });
        await later(undefined, signal, 5);
      }
      for (const word of words.split(/(?<= )/)) {
        emit({ type: 'token', text: word, channel: 'content' });
        await later(undefined, signal, scenario === 'slow' ? 1000 : 10);
      }
    } catch (error) {
      if (!signal.aborted) {
        const failed = { outcome: 'error' as const, endMs: performance.now() - zero, id, sentAt: Date.now() };
        emit({ type: 'error', error: unavailable });
        return record(
          run(
            id,
            { request, text: '', error: unavailable, sample: { ...failed, deployment: deployment.key } },
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
    return record(run(id, { request, reasoning: thoughts }, 0));
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
