import assert from 'node:assert/strict';
import fc from 'fast-check';
import { messageOf } from '../../../../src/connectors/predibase/error-body.ts';
import { failure, traceOf } from '../../../../src/connectors/predibase/errors.ts';
import { redactor } from '../../../../src/connectors/redact.ts';
import { closeBenches, fails, named, openBench } from './bench.ts';
import type { Bench } from './bench.ts';

const list = { method: 'GET', path: '/v2/deployments' };
const often = 10;

describe('what Predibase answers when it fails', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => closeBenches());

  it('reads its message in every form that the SDK knows, in the SDK’s order', () => {
    const table: [string, string | undefined, boolean][] = [
      ['{"error":"one"}', 'one', true],
      ['{"error":{"message":"two"}}', 'two', true],
      ['{"errorMessage":"three"}', 'three', true],
      ['{"message":"four"}', 'four', true],
      ['{"error":"one","errorMessage":"three","message":"four"}', 'one', true],
      ['{"error":{"code":7},"message":"four"}', 'four', true],
      ['null', undefined, true],
      ['[]', undefined, true],
      ['', undefined, false],
      [
        '<html><head><title>x</title></head><body><h1>502</h1><p>Bad gateway</p></body></html>',
        '502 Bad gateway',
        false,
      ],
    ];
    for (const [text, message, json] of table)
      assert.deepEqual(messageOf(text), message === undefined ? { json } : { message, json }, text);
  });

  it('never shows more than 500 characters of it, nor a tag', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        const { message = '' } = messageOf(`<p>${text.repeat(3)}</p>`);
        assert.ok(message.length <= 500);
        assert.ok(!message.includes('<p>'));
      }),
    );
  });

  it('goes by classes of status: only 401, 403, 404, 409 and 429 say more', () => {
    const code = (status: number) =>
      failure({ status, headers: new Headers() }, 'said', (text) => text, 0, true).code;
    assert.deepEqual([400, 401, 402, 403, 404, 409, 418, 422, 429, 499].map(code), [
      'invalid',
      'unauthorized',
      'invalid',
      'forbidden',
      'not-found',
      'conflict',
      'invalid',
      'invalid',
      'rate-limited',
      'invalid',
    ]);
    for (const status of [500, 502, 503, 520, 599]) assert.equal(code(status), 'unavailable');
  });

  it('keeps the trace id that support asks for', async () => {
    const error = await fails('not-found', bench.connector.logs!(named('nobody'), {}));
    assert.match(error.data.requestId ?? '', /^[0-9a-f]{16}$/);
    assert.equal(traceOf(new Headers({ b3: '0-0-0' })), undefined);
    assert.equal(traceOf(new Headers({ 'x-b3-traceid': 'abc' })), 'abc');
  });

  it('trap 1: a redirect is the end of the service, never a bad token, and no token follows it', async () => {
    bench.sim.control.setModes({ service: 'gone' });
    const wire = watched();
    const connector = bench.again({ fetch: wire.fetch });
    for (const attempt of [
      () => connector.verify(),
      () => connector.list(),
      () => connector.get(named('support-prod')),
      () => connector.models({ scope: 'own' }),
      () => connector.stop(named('support-prod')),
      () => connector.logs!(named('support-prod'), {}),
    ]) {
      const { data } = await fails('retired', attempt());
      assert.match(data.message, /service is no longer offered at this address/);
      assert.match(data.message, /rubrik\.com/);
      assert.match(data.hint ?? '', /slipway\.predibase\.baseUrl\.gateway/);
      assert.match(data.hint ?? '', /LoRAX/);
    }
    const { origin } = new URL(bench.sim.baseUrls.gateway);
    assert.ok(wire.urls.length > 5);
    assert.ok(
      wire.urls.every((url) => url.startsWith(origin)),
      'nothing went to another host',
    );
    assert.ok(wire.modes.every((mode) => mode === 'manual'));
  });

  it('trap 1: any other redirect says where to, and is not followed within the host either', async () => {
    for (const location of ['https://login.example/sso', '/v2/deployments/', 'https://notrubrik.com/']) {
      bench.sim.control.addFault({
        ...list,
        fault: { kind: 'status', status: 302, text: '<html>moved</html>', headers: { location } },
      });
      bench.sent();
      const { message } = (await fails('retired', bench.connector.list())).data;
      assert.match(message, /this is not the Predibase API any more/);
      assert.ok(message.includes(new URL(location, bench.sim.baseUrls.gateway).host), message);
      assert.equal(bench.sent(list).length, 1, 'asked once, and not where it points');
    }
  });

  it('trap 1: a page with status 200 is not taken for JSON, nor its words for an answer', async () => {
    bench.sim.control.addFault({
      ...list,
      times: often,
      fault: { kind: 'status', status: 200, text: '<html><body>{"data":[]}</body></html>' },
    });
    const { message } = await fails('malformed', bench.connector.list());
    assert.match(message, /a web page/);
  });

  it('trap 1: a host that is gone is no bad token', async () => {
    const baseUrls = { gateway: 'https://api.gone.invalid', serving: 'https://serving.gone.invalid' };
    const gone: typeof fetch = () =>
      Promise.reject(
        Object.assign(new TypeError('fetch failed'), {
          cause: Object.assign(new Error(), { code: 'ENOTFOUND' }),
        }),
      );
    const expired: typeof fetch = () =>
      Promise.reject(
        Object.assign(new TypeError('fetch failed'), {
          cause: Object.assign(new Error(), { code: 'CERT_HAS_EXPIRED' }),
        }),
      );
    for (const fetch of [gone, expired]) {
      const { message, hint = '' } = (await fails('network', bench.again({ baseUrls, fetch }).verify())).data;
      assert.ok(!/token/i.test(message), message);
      assert.match(hint, /service may be closed/);
      assert.match(hint, /slipway\.predibase\.baseUrl\.gateway/);
    }
  });

  it('trap 30: a 200 with errorMessage is an error', async () => {
    bench.sim.control.addTrouble({ path: '/llms/support-prod/events' }, 'errorMessage200');
    const { data } = await fails('unavailable', bench.connector.logs!(named('support-prod'), {}));
    assert.match(data.message, /something went wrong/);
    assert.equal(data.platformMessage, 'something went wrong');
  });

  it('trap 30: what comes with its data is no failure, whatever else is said', async () => {
    const body = { data: [{ name: 'one', status: 'ready' }], errorMessage: 'the list may be late' };
    bench.sim.control.addFault({ ...list, fault: { kind: 'status', status: 200, body } });
    const { deployments } = await bench.connector.list();
    assert.deepEqual(
      deployments.map(({ name }) => name),
      ['one'],
    );
  });

  it('takes a list without data for no list, and an answer without data for nobody’s deletion', async () => {
    for (const trouble of ['accepted', 'noContent'] as const) {
      bench.sim.control.addTrouble(list, trouble);
      await fails('malformed', bench.connector.list());
      bench.sim.control.addTrouble({ method: 'GET', path: '/v2/deployments/support-prod', skip: 1 }, trouble);
      await fails('malformed', bench.connector.remove(named('support-prod')));
      bench.sim.control.clearFaults();
    }
    bench.sim.control.addFault({ ...list, fault: { kind: 'status', status: 200, body: { data: null } } });
    assert.deepEqual((await bench.connector.list()).deployments, []);
  });

  it('202, 204 and null are nothing yet, and no failure', async () => {
    for (const trouble of ['accepted', 'noContent'] as const) {
      bench.sim.control.addTrouble({ path: '/llms/support-prod/events' }, trouble);
      assert.deepEqual(await bench.connector.logs!(named('support-prod'), {}), []);
    }
    bench.sim.control.addFault({
      path: '/llms/support-prod/events',
      fault: { kind: 'status', status: 200, text: 'null' },
    });
    assert.deepEqual(await bench.connector.logs!(named('support-prod'), {}), []);
  });

  for (const trouble of [
    'errorText',
    'errorObject',
    'nullBody',
    'htmlPage',
    'rateLimited',
    'rateLimitedFor',
    'reset',
  ] as const)
    it(`reads again after ${trouble}, four times at most`, async () => {
      bench.sim.control.addTrouble({ ...list, times: 4 }, trouble);
      const { deployments } = await bench.connector.list();
      assert.ok(deployments.length > 3);
      assert.equal(bench.sent(list).length, 5);
      bench.sim.control.addTrouble({ ...list, times: often }, trouble);
      const { message } = await fails(
        trouble === 'reset' ? 'network' : trouble.startsWith('rate') ? 'rate-limited' : 'unavailable',
        bench.connector.list(),
      );
      assert.equal(bench.sent(list).length, 5);
      assert.ok(!/<|\{/.test(message), message);
    });

  it('waits as long as it is asked to', async () => {
    bench.sim.control.addTrouble(list, 'rateLimitedFor');
    const before = bench.sim.control.now();
    await bench.connector.list();
    assert.equal(bench.sim.control.now() - before, 7000);
  });

  it('does not repeat a delete or a create', async () => {
    const { control } = bench.sim;
    control.addTrouble({ method: 'DELETE', path: '/v2/deployments/*', times: often }, 'rateLimited');
    await fails('rate-limited', bench.connector.remove(named('support-prod')));
    assert.equal(bench.sent({ method: 'DELETE' }).length, 1);
    control.clearFaults();
    control.addTrouble({ method: 'POST', path: '/v2/deployments', times: often }, 'rateLimited');
    const model = { id: 'qwen3-8b', name: 'qwen3-8b', kind: 'model' as const };
    await fails('rate-limited', bench.connector.deploy({ name: 'one', model, config: {} }));
    assert.equal(bench.sent({ method: 'POST' }).length, 1);
  });

  it('names a wrong token as such, whatever the status of its refusal, and shows none', async () => {
    const wrong = 'pb_wrongwrongwrong123';
    for (const auth of [401, 403]) {
      bench.sim.control.setModes({ codes: { auth } });
      const connector = bench.again({ credentials: { apiKey: wrong } });
      const { data } = await fails('unauthorized', connector.verify());
      assert.match(data.hint ?? '', /token/);
      assert.ok(!JSON.stringify(data).includes(wrong));
    }
  });

  it('takes the token out of what comes back', () => {
    const redact = redactor(['pb_secretsecret1']);
    const error = failure(
      { status: 400, headers: new Headers() },
      'no pb_secretsecret1 here',
      redact,
      0,
      true,
    );
    assert.ok(!JSON.stringify(error.data).includes('secretsecret'));
  });
});

/** The global fetch, with where it went. */
function watched(): { fetch: typeof fetch; urls: string[]; modes: (string | undefined)[] } {
  const urls: string[] = [];
  const modes: (string | undefined)[] = [];
  return {
    urls,
    modes,
    fetch: (input, init) => {
      urls.push(input instanceof Request ? input.url : String(input));
      modes.push(init?.redirect);
      return globalThis.fetch(input, init);
    },
  };
}
