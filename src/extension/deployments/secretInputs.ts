import type { TestForm } from '../../connectors/connector.ts';
import type { InvokeRequest } from '../../connectors/inference.ts';
import { mask } from '../store/keep.ts';

type Inputs = Record<string, unknown>;

/**
 * The request as it may be kept: without the inputs that the model's form calls secret. Where the form was
 * never read nobody knows which those are, so none is kept.
 */
export function withoutSecrets(request: InvokeRequest, form: TestForm | undefined): InvokeRequest {
  const { inputs, ...rest } = request;
  if (!inputs) return request;
  if (!form || form.rawInputs) return { ...rest, inputs: form ? inputs : {} };
  const secret = secretNames(form);
  const kept = Object.entries(inputs).map(
    ([name, value]) => [name, secret.has(name) ? mask : value] as const,
  );
  return { ...rest, inputs: Object.fromEntries(kept) };
}

/** The secrets themselves, for whoever takes them out of answers and logs. */
export function secretTexts(inputs: Inputs, form: TestForm | undefined): string[] {
  const secret = secretNames(form);
  return Object.entries(inputs).flatMap(([name, value]) =>
    secret.has(name) && typeof value === 'string' ? [value] : [],
  );
}

const secretNames = (form: TestForm | undefined): Set<string> =>
  new Set((form?.inputs ?? []).filter(({ kind }) => kind === 'secret').map(({ name }) => name));
