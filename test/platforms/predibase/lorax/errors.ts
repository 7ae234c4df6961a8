import { type JsonAnswer, Refusal } from '../../kit/answers.ts';

/** A failure in the server's own JSON form. On event streams it travels as an event of a 200 answer. */
export class LoraxError extends Refusal {
  readonly body: { error: string; error_type: string };
  /** The `err` label of `lorax_request_failure`; undefined when nothing is counted. */
  readonly label: string | undefined;

  constructor(status: number, type: string, message: string, label?: string) {
    const body = { error: message, error_type: type };
    super({ status, body }, message);
    this.body = body;
    this.label = label;
  }
}

export const invalid = (text: string): LoraxError =>
  new LoraxError(422, 'validation', `Input validation error: ${text}`, 'validation');

/** Adapter failures and GPU faults alike. */
export const generationError = (text: string, label = 'generation'): LoraxError =>
  new LoraxError(424, 'generation', `Request failed during generation: Server error: ${text}`, label);

export const overloaded = (): LoraxError =>
  new LoraxError(429, 'overloaded', 'Model is overloaded', 'overloaded');

export const incomplete = (): LoraxError =>
  new LoraxError(500, 'incomplete_generation', 'Incomplete generation', 'incomplete');

export const toolError = (text: string): LoraxError =>
  new LoraxError(422, 'tool_error', `Tool error: ${text}`);

/** The web framework refuses before the server sees anything: plain text, never JSON. */
export const plain = (status: number, value: string): JsonAnswer => ({
  status,
  text: { type: 'text/plain; charset=utf-8', value },
});

export const rejection = (status: number, text: string): Refusal => new Refusal(plain(status, text), text);

export const kitWords = {
  notFound: (): JsonAnswer => ({ status: 404 }),
  wrongMethod: (): JsonAnswer => ({ status: 405 }),
  badJson: (): JsonAnswer =>
    plain(400, 'Failed to parse the request body as JSON: expected value at line 1 column 1'),
  crash: (): JsonAnswer => ({ status: 500 }),
};
