import type { JsonAnswer } from '../../kit/answers.ts';

const plain = (status: number, value: string): JsonAnswer => ({
  status,
  text: { type: 'text/plain; charset=utf-8', value },
});

/** The kit's own refusals in the platform's dress. */
export const kitWords = {
  notFound: (): JsonAnswer => plain(404, 'modal-http: invalid function call'),
  wrongMethod: (): JsonAnswer => plain(405, 'Method Not Allowed'),
  badJson: (): JsonAnswer => ({
    status: 400,
    body: { error: { message: 'Invalid JSON body', type: 'BadRequestError', param: null, code: 400 } },
  }),
  crash: (): JsonAnswer => plain(500, 'Internal Server Error'),
};
