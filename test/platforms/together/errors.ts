import { type JsonAnswer, Refusal } from '../kit/answers.ts';

/** Where the platform puts a word that its documents show without a place. */
export type WordPlace = 'code' | 'message';

export function errorBody(
  message: string,
  options: { type?: string; code?: string | null; param?: string | null } = {},
): unknown {
  const { type = 'invalid_request_error', code = null, param = null } = options;
  return { error: { message, type, param, code } };
}

export function refusal(
  status: number,
  message: string,
  why = message,
  options: { type?: string; code?: string; headers?: Record<string, string> } = {},
): Refusal {
  const { headers = {}, ...rest } = options;
  return new Refusal({ status, headers, body: errorBody(message, rest) }, why);
}

/** Bodies whose wording no document gives: the standard shape with nothing in it to depend on. */
export const badRequest = (why: string): Refusal => refusal(400, 'invalid request', why);
export const notFound = (why: string): Refusal => refusal(404, 'not found', why);
export const conflict = (why: string): Refusal => refusal(409, 'conflict', why);
export const unknownField = (key: string): Refusal => refusal(400, `unknown field "${key}"`);

export function staleEtag(place: WordPlace): Refusal {
  return place === 'code'
    ? refusal(409, 'conflict', 'stale etag', { code: 'ABORTED' })
    : refusal(409, 'ABORTED', 'stale etag');
}

/** An error known by one word only, e.g. `endpoint_not_configured`. */
export function named(status: number, word: string, place: WordPlace, why: string): Refusal {
  return refusal(status, word, why, place === 'code' ? { code: word } : {});
}

export const words = {
  mustBeStopped: 'the deployment must be stopped before it can be restarted',
  terminal: 'the deployment is in a terminal FAILED state and cannot be restarted; create a new deployment',
  inSplit:
    "the deployment stands in an endpoint's traffic split and cannot be deleted; remove it from the traffic split (it may be standing at weight 0), then delete",
  abMember: 'the deployment is an A/B experiment member; remove it from the experiment first',
  shadowTarget:
    'the deployment is a shadow experiment target and cannot serve live traffic; remove the shadow target first',
  noRevisions: 'the model has no revisions to deploy',
  noFields: 'no fields to update',
  filter: 'invalid filter expression',
  bareInvalid: 'Invalid Argument',
  baseModel: 'base_model_id is required',
  noCapacity: 'Cannot place replicas: insufficient GPU capacity',
  timedOut: 'Timed out waiting for readiness',
} as const;

export function nonServerless(model: string, status = 400): Refusal {
  const message =
    `Unable to access non-serverless model ${model}. ` +
    'Please visit https://api.together.ai/models to create and start a new dedicated endpoint for the model.';
  return refusal(status, message, `${model} is not callable on serverless`, { code: 'model_not_available' });
}

export const unauthorized = (): Refusal =>
  refusal(401, 'Invalid API key provided', 'missing or wrong key', {
    code: 'invalid_api_key',
    type: 'invalid_request_error',
  });

/** The kit's own refusals in the platform's dress; container routes answer with bare objects. */
export const kitWords = {
  notFound: (path: string): JsonAnswer => plain(404, 'not found', path),
  wrongMethod: (path: string): JsonAnswer => plain(405, 'method not allowed', path),
  badJson: (path: string): JsonAnswer => plain(400, 'invalid request', path),
  crash: (path: string): JsonAnswer => plain(500, 'internal error', path),
};

function plain(status: number, message: string, path: string): JsonAnswer {
  if (path.startsWith('/v1/deployments')) return { status, body: { message } };
  return { status, body: errorBody(message, status === 500 ? { type: 'server_error' } : {}) };
}
