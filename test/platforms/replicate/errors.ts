import { type JsonAnswer, Refusal } from '../kit/answers.ts';

const problemType = { 'content-type': 'application/problem+json' };

/** A body like RFC 7807, with whatever members this kind of error carries. */
export function refusal(
  status: number,
  detail: string,
  members: Record<string, unknown> = {},
  why = detail,
): Refusal {
  return new Refusal({ status, headers: problemType, body: { detail, status, ...members } }, why);
}

export const unauthorized = (): Refusal =>
  refusal(401, 'You did not pass a valid authentication token', { title: 'Unauthenticated' });

const notFoundBody = { detail: 'The requested resource could not be found.', status: 404 };

export const notFound = (why: string): Refusal =>
  new Refusal({ status: 404, headers: problemType, body: notFoundBody }, why);

/** Files and search answer with `detail` alone. */
export const bare = (status: number, detail: string): Refusal =>
  new Refusal({ status, body: { detail } }, detail);

export const noCredit = (): Refusal =>
  refusal(
    402,
    'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit. Once you purchase credit, please wait a few minutes before trying again.',
    { title: 'Insufficient credit' },
  );

export const noBilling = (): Refusal =>
  refusal(402, 'Billing is not set up for this account. See https://replicate.com/account/billing.', {
    title: 'Billing required',
  });

export const badVersion = (why: string): Refusal =>
  refusal(
    422,
    "The specified version does not exist (or perhaps you don't have permission to use it?)",
    { title: 'Invalid version or not permitted' },
    why,
  );

export interface PointedError {
  readonly pointer: string;
  readonly detail: string;
}

/** Management endpoints point at the member with a JSON pointer. */
export function invalid(errors: readonly PointedError[], status = 400): Refusal {
  const lines = errors.map(({ pointer, detail }) => `- ${pointer.slice(1)}: ${detail}`);
  const detail = `The following errors occurred:\n${lines.join('\n')}`;
  return refusal(status, detail, { title: 'Validation failed', errors });
}

export interface InvalidField {
  readonly type: string;
  readonly field: string;
  readonly description: string;
}

/** Creating predictions names fields instead: `input.x`, `input` or nothing for the body itself. */
export function invalidFields(fields: readonly InvalidField[]): Refusal {
  const lines = fields.map(
    ({ field, description }) => `- ${field === '' ? '' : `${field}: `}${description}\n`,
  );
  return refusal(422, lines.join(''), { title: 'Input validation failed', invalid_fields: fields });
}

const plain = (status: number, detail: string): JsonAnswer => ({
  status,
  headers: problemType,
  body: { detail, status },
});

/** The kit's own refusals in the platform's dress. */
export const kitWords = {
  notFound: (): JsonAnswer => ({ status: 404, headers: problemType, body: notFoundBody }),
  wrongMethod: (): JsonAnswer => plain(405, 'Method not allowed.'),
  badJson: (): JsonAnswer => plain(400, 'The request body is not valid JSON.'),
  crash: (): JsonAnswer => plain(500, 'Internal server error'),
};
