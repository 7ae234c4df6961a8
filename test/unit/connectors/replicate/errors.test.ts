import assert from 'node:assert/strict';
import { readErrorBody } from '../../../../src/connectors/replicate/error-body.ts';
import { describe as told } from '../../../../src/connectors/replicate/errors.ts';
import { askedDelay } from '../../../../src/connectors/replicate/waits.ts';
import { chat, closeBenches, collect, fails, last, openBench, question } from './bench.ts';

const same = (text: string) => text;
const of = (status: number, body: unknown) =>
  told(status, readErrorBody(typeof body === 'string' ? body : JSON.stringify(body)), same);

describe('Replicate connector: errors', () => {
  afterEach(closeBenches);

  it('reads the pointers of management calls, with the reason and not its heading', () => {
    const detail = 'gpu-t4 is not a valid hardware SKU. Your options are: cpu, gpu-l40s.';
    const error = of(400, {
      status: 400,
      title: 'Validation failed',
      detail: `The following errors occurred:\n- hardware: ${detail}`,
      errors: [{ pointer: '/hardware', detail }],
    });
    assert.equal(error.code, 'invalid');
    assert.equal(error.field, 'instanceType');
    assert.match(error.message, /Your options are: cpu, gpu-l40s\./);
    for (const [pointer, field] of [
      ['/min_instances', 'minReplicas'],
      ['/max_instances', 'maxReplicas'],
      ['/name', 'name'],
      ['/version', 'variant'],
    ])
      assert.equal(of(400, { errors: [{ pointer, detail: 'No.' }] }).field, field);
  });

  it('reads the invalid fields of predictions, the missing one from its sentence', () => {
    const error = of(422, {
      title: 'Input validation failed',
      detail: '- input: prompt is required\n- input.steps: Must be less than or equal to 4\n',
      invalid_fields: [
        { type: 'required', field: 'input', description: 'prompt is required' },
        { type: 'number_lte', field: 'input.steps', description: 'Must be less than or equal to 4' },
      ],
    });
    assert.equal(error.field, 'inputs.prompt');
    assert.match(error.message, /prompt is required\./);
    const steps = of(422, { invalid_fields: [{ field: 'input.steps', description: 'Must be at most 4' }] });
    assert.equal(steps.field, 'inputs.steps');
    assert.match(steps.message, /steps: Must be at most 4\./);
  });

  it('reads a heading with bullets, an empty body, a page of HTML and nonsense', () => {
    assert.match(of(400, { detail: 'These:\n- one\n- two' }).message, /: one\.$/);
    for (const body of ['', '<html>gateway</html>', 'null', '[]', '{"detail":7,"errors":"x"}'])
      assert.ok(of(502, body).message.length > 0);
    assert.equal(of(502, '<html>x</html>').code, 'unavailable');
    assert.equal(of(502, '<html>x</html>').platformMessage, undefined);
  });

  it('gives every status a code and something to do', () => {
    const codes = {
      401: 'unauthorized',
      402: 'payment-required',
      403: 'forbidden',
      404: 'not-found',
      409: 'conflict',
    };
    for (const [status, code] of Object.entries({
      ...codes,
      413: 'invalid',
      422: 'invalid',
      429: 'rate-limited',
    })) {
      const error = of(Number(status), { detail: 'Why.' });
      assert.equal(error.code, code);
      assert.match(error.hint ?? '', /\S/);
    }
    const credit = of(402, { title: 'Insufficient credit', detail: 'You have insufficient credit.' });
    assert.match(credit.message, /insufficient credit/);
    assert.match(credit.hint ?? '', /account\/billing/, 'trap 16: billing first');
    assert.equal(of(403, {}).message, of(404, {}).message, 'which of the two is said is not documented');
    const taken = 'A model with that name and owner already exists.';
    assert.equal(of(409, { errors: [{ detail: taken }] }).code, 'already-exists');
    assert.equal(of(400, { errors: [{ pointer: '/name', detail: taken }] }).field, 'name');
  });

  it('waits as the first of five says: header, body, limit header, sentence', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    const wait = (headers: Record<string, string>, body: unknown) =>
      askedDelay(new Headers(headers), readErrorBody(JSON.stringify(body)), now);
    const detail = 'Request was throttled. Your rate limit resets in ~30s.';
    const all = { 'retry-after': '3', 'ratelimit-reset': '1' };
    assert.equal(wait(all, { detail, retry_after: 10 }), 3_000);
    const date = new Date(now + 7_000).toUTCString();
    assert.equal(wait({ ...all, 'retry-after': date }, { retry_after: 10 }), 7_000);
    assert.equal(wait({ 'ratelimit-reset': '1' }, { detail, retry_after: 10 }), 10_000);
    assert.equal(wait({ 'ratelimit-reset': '1' }, { detail }), 1_000);
    assert.equal(wait({}, { detail }), 30_000);
    assert.equal(wait({ 'retry-after': '9999' }, {}), 60_000, 'never longer than a minute');
    assert.equal(wait({}, {}), undefined);
  });

  it('repeats reads up to five times, through 5xx, throttling and lost connections', async () => {
    const { connector, sim, sent } = await openBench();
    const path = '/v1/account';
    sim.control.addFault({ path, fault: { kind: 'gateway' } });
    sim.control.addFault({ path, skip: 1, fault: { kind: 'resetBeforeHeaders' } });
    sim.control.addFault({ path, skip: 2, fault: { kind: 'status', status: 429, body: { retry_after: 2 } } });
    assert.equal((await connector.verify()).id, 'acme');
    sent();
    sim.control.addFault({ path, times: 99, fault: { kind: 'gateway' } });
    await fails('unavailable', connector.verify());
    assert.equal(sent().length, 6);
  });

  it('repeats a write only when it was throttled, and never a create that may have happened', async () => {
    const { connector, sim, sent, slept } = await openBench();
    const path = '/v1/deployments/acme/images';
    sim.control.addFault({
      method: 'PATCH',
      path,
      fault: { kind: 'status', status: 429, body: { detail: 'Throttled.', retry_after: 4 } },
    });
    await connector.update('acme/images', { maxReplicas: 1 });
    assert.deepEqual(slept, [4_000]);
    sent();
    sim.control.addFault({ method: 'PATCH', path, fault: { kind: 'gateway' } });
    await fails('unavailable', connector.update('acme/images', { maxReplicas: 2 }));
    assert.equal(sent({ method: 'PATCH' }).length, 1);
  });

  for (const retryAfter of ['off', 'seconds', 'date'] as const)
    it(`waits out a reduced limit before a prediction, Retry-After ${retryAfter}`, async () => {
      const { connector } = await openBench({ modes: { lowCredit: true, retryAfter } });
      const plain = { ...question, stream: false };
      last(await collect(connector.invoke(chat, plain)));
      const events = await collect(connector.invoke(chat, plain));
      assert.equal(last(events).type, 'done');
      assert.ok(
        events.some(
          (event) => event.type === 'waiting' && event.message.startsWith('Replicate limits the rate'),
        ),
      );
    });
});
