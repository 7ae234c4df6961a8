import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  describe as describeError,
  errorInStream,
  unknownField,
} from '../../../../src/connectors/together/errors.ts';
import { readErrorBody } from '../../../../src/connectors/together/error-body.ts';
import { PlatformError } from '../../../../src/connectors/index.ts';
import { redactor } from '../../../../src/connectors/redact.ts';

const redact = redactor(['planted-key-123']);

/** Status, code or message of the platform (docs.together.ai: docs/error-codes and others), our code. */
const table: [number, { code?: string; message?: string }, string][] = [
  [400, { message: 'unknown field "inactiveTimeout"' }, 'unsupported'],
  [400, { message: 'invalid filter expression' }, 'malformed'],
  [400, { message: 'no fields to update' }, 'malformed'],
  [400, { code: 'endpoint_not_configured' }, 'not-routed'],
  [400, { message: 'endpoint_not_configured: no routable deployment' }, 'not-routed'],
  [400, { code: 'endpoint_not_ready' }, 'not-ready'],
  [400, { message: 'the deployment must be stopped before it can be restarted' }, 'not-ready'],
  [
    400,
    {
      message:
        'the deployment is in a terminal FAILED state and cannot be restarted; create a new deployment',
    },
    'conflict',
  ],
  [
    400,
    {
      message:
        "the deployment stands in an endpoint's traffic split and cannot be deleted; remove it from the traffic split (it may be standing at weight 0), then delete",
    },
    'conflict',
  ],
  [
    400,
    { message: 'the deployment is an A/B experiment member; remove it from the experiment first' },
    'conflict',
  ],
  [
    400,
    {
      message:
        'the deployment is a shadow experiment target and cannot serve live traffic; remove the shadow target first',
    },
    'conflict',
  ],
  [400, { message: 'the model has no revisions to deploy' }, 'invalid'],
  [400, { code: 'model_not_available', message: 'Unable to access non-serverless model X.' }, 'unsupported'],
  [404, { code: 'model_not_available' }, 'unsupported'],
  [400, { code: 'dedicated_endpoint_not_running' }, 'not-ready'],
  [400, { code: 'streaming_required' }, 'invalid'],
  [401, {}, 'unauthorized'],
  [402, { code: 'insufficient_balance' }, 'payment-required'],
  [402, {}, 'payment-required'],
  [403, { code: 'endpoints_v1_create_access_disabled' }, 'retired'],
  [403, { message: 'Unauthorized' }, 'forbidden'],
  [404, {}, 'not-found'],
  [408, {}, 'timeout'],
  [409, { code: 'ABORTED' }, 'conflict'],
  [409, { message: 'endpoint name already exists' }, 'already-exists'],
  [409, { message: 'cannot update traffic_split while rollout rol_1 is active' }, 'conflict'],
  [400, { message: 'the deployment takes part in an active rollout' }, 'conflict'],
  [400, { message: 'no such thing as acme/rollout-test' }, 'invalid'],
  [400, { message: 'Invalid Argument' }, 'malformed'],
  [400, { message: 'Invalid argument: name' }, 'invalid'],
  [400, { message: 'base_model_id is required' }, 'invalid'],
  [413, {}, 'invalid'],
  [422, {}, 'invalid'],
  [
    429,
    { message: 'GPU quota exceeded: this deployment would put your project at 116 of 100 H100 GPUs' },
    'quota-exceeded',
  ],
  [429, { message: 'GPU quota exceeded for H100' }, 'no-capacity'],
  [429, {}, 'rate-limited'],
  [500, {}, 'unavailable'],
  [503, {}, 'unavailable'],
  [504, {}, 'timeout'],
  [529, {}, 'unavailable'],
  [418, {}, 'invalid'],
];

describe('errors of Together AI', () => {
  for (const [status, body, code] of table)
    it(`${status} ${body.code ?? body.message?.slice(0, 50) ?? ''} is ${code}`, () => {
      const data = describeError(status, body, redact);
      assert.equal(data.code, code);
      assert.equal(data.status, status);
      assert.match(data.message, /\.$/);
    });

  it('are read in every shape', () => {
    const said = { message: 'no', code: 'c', type: 't', param: 'p' };
    assert.deepEqual(readErrorBody(JSON.stringify({ error: said })), said);
    assert.deepEqual(readErrorBody(JSON.stringify(said)), said);
    assert.deepEqual(readErrorBody('{"error":"no"}'), { message: 'no' });
    assert.deepEqual(readErrorBody('{"message":"no"}'), { message: 'no' });
    assert.deepEqual(readErrorBody('{"error":{"message":"no","type":"t","param":null,"code":null}}'), {
      message: 'no',
      type: 't',
    });
    assert.deepEqual(readErrorBody('{"error":{"message":"no"},"error_type":"dynamic_request_limited"}'), {
      type: 'dynamic_request_limited',
      message: 'no',
    });
    assert.deepEqual(readErrorBody('upstream connect error'), { message: 'upstream connect error' });
    assert.deepEqual(readErrorBody('<html><body>502 Bad Gateway</body></html>'), {});
    assert.deepEqual(readErrorBody(''), {});
  });

  it('never show a key, and never throw', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.anything(), fc.string(), (status, value, around) => {
        const leaky = `${around}planted-key-123${around}`;
        for (const body of [
          readErrorBody(JSON.stringify({ error: value })),
          { message: leaky, code: leaky, type: leaky },
        ]) {
          const data = describeError(status, body, redact);
          assert.ok(data.message.length > 0);
          assert.ok(!JSON.stringify(data).includes('planted-key-123'));
        }
        assert.ok(!JSON.stringify(errorInStream({ message: leaky }, redact)).includes('planted-key-123'));
        errorInStream(value, redact);
      }),
    );
  });

  it('name the field that is not known, in either spelling', () => {
    const error = (platformMessage: string) =>
      new PlatformError({ code: 'unsupported', message: 'x', status: 400, platformMessage });
    assert.equal(unknownField(error('unknown field "inactive_timeout"')), 'inactive_timeout');
    assert.equal(unknownField(error('proto: unknown field "inactiveTimeout" in body')), 'inactiveTimeout');
    assert.equal(unknownField(error('something else')), undefined);
  });
});
