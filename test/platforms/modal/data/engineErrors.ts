import { Refusal } from '../../kit/answers.ts';
import type { Modes } from '../options.ts';

/** vLLM's error object, in the form of the version that is played. */
export function engineError(
  modes: Modes,
  status: number,
  message: string,
  type: string,
  param: string | null,
) {
  const error = { message, type, param, code: status };
  const body = modes.engineErrors === 'nested' ? { error } : { object: 'error', ...error };
  return new Refusal({ status, body }, message);
}

export const unknownModel = (modes: Modes, model: string): Refusal =>
  engineError(modes, 404, `The model \`${model}\` does not exist.`, 'NotFoundError', 'model');

export const badRequest = (modes: Modes, message: string, param: string | null = null): Refusal =>
  engineError(modes, 400, message, 'BadRequestError', param);
