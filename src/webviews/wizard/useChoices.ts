import { useState } from 'preact/hooks';
import type { FieldId } from '../../connectors/config-field.ts';
import type { FieldChoice } from '../protocol.ts';
import { useResource, type Resource } from '../ui/useResource.ts';
import type { Inputs } from './form.ts';

export type AskChoices = (field: FieldId, signal: AbortSignal) => Promise<FieldChoice[]>;

export interface Choices {
  list: Resource<FieldChoice[]>;
  /** The person is about to choose: asks, or asks again when other settings have changed since. */
  want: () => void;
}

/** What the account has for a field. Nobody is asked before a person is at the field, unless `atOnce`. */
export function useChoices(
  id: FieldId,
  { about, ask, atOnce }: { about: string; ask: AskChoices; atOnce: boolean },
): Choices {
  const [wanted, setWanted] = useState(atOnce ? about : undefined);
  const list = useResource(wanted, (signal) => ask(id, signal), { keep: true });
  return { list, want: () => setWanted(about) };
}

/** Everything beside the field itself: what there is to choose from may depend on it. */
export function besides(id: FieldId, inputs: Inputs): string {
  const { [id]: _, ...text } = inputs.text;
  return JSON.stringify({ ...inputs, text });
}
