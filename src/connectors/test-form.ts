import type { AdapterChoice } from './catalogue.ts';

/** What a test of one deployment can be given: drawn by the tester, sent as an InvokeRequest. */
export interface TestForm {
  /** The plain prompt form, with those of its settings that the model takes; absent = the model has no prompt. */
  prompt?: { settings: PromptSetting[]; /** Of the platform or the model. */ defaults?: PromptDefaults };
  /** The model's own inputs, in the order of its author; sent as `inputs`. Beside a prompt: the rest. */
  inputs: InputField[];
  /** The model's inputs are not known: any JSON object is sent as `inputs`. */
  rawInputs?: true;
  /** Inputs of an example, to begin with. */
  example?: Record<string, unknown>;
  /** Where an adapter can be named per request. */
  adapters?: AdapterForm;
  /** Ways to ask, the usual one first. */
  modes?: { id: string; label: string; help: string }[];
  /** What to know before sending, each a sentence. */
  notes?: string[];
}

export type PromptSetting = 'system' | 'maxTokens' | 'temperature' | 'topP' | 'stream';

export interface PromptDefaults {
  maxTokens?: number;
  temperature?: number;
  topP?: number;
}

/** One input of a model, from its own schema. */
export interface InputField {
  name: string;
  title: string;
  description?: string;
  kind:
    | 'text'
    | 'multiline'
    | 'integer'
    | 'number'
    | 'flag'
    | 'choice'
    | 'file' // a URL or a data URI
    | 'secret' // never kept
    | 'list' // several texts, numbers or files
    | 'json';
  required: boolean;
  default?: unknown;
  min?: number;
  max?: number;
  minLength?: number;
  maxLength?: number;
  /** A regular expression that a text must match. */
  pattern?: string;
  /** For `choice`. */
  choices?: (string | number)[];
  /** For `list`: what one item is. */
  item?: 'text' | 'integer' | 'number' | 'file' | 'json';
  /** For files: media types or name endings. */
  accept?: string;
  deprecated?: true;
}

export interface AdapterForm {
  choices: AdapterChoice[];
  /** Where adapters can come from; the usual one first. Empty: the server knows by itself. */
  sources: { id: string; label: string; placeholder: string; help: string }[];
  /** True: any id can be typed. */
  freeText: boolean;
  /** Why others than the listed ones cannot be named. */
  no?: string;
}

/** A file of an answer, read whole. */
export interface OutputFile {
  mediaType: string;
  base64: string;
}
