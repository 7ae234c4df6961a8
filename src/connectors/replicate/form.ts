import { t } from '@vscode/l10n';
import type { InputField, PromptDefaults, PromptSetting, TestForm } from '../connector.ts';
import { isSecret, toField } from './input-field.ts';
import { outputKind } from './schema.ts';
import type { OutputKind, VersionSchema } from './schema.ts';

/** Which of the model's inputs the plain prompt form fills. Only inputs that the model has are ever sent. */
export type Roles = Partial<Record<'prompt' | 'system' | 'maxTokens' | 'temperature' | 'topP', string>>;

/** What a version takes and gives, as far as its schema tells. */
export interface Interface {
  fields: InputField[];
  roles: Roles;
  secrets: ReadonlySet<string>;
  output: OutputKind | undefined;
}

const usualNames: Record<Exclude<keyof Roles, 'prompt'>, string[]> = {
  system: ['system_prompt'],
  maxTokens: ['max_tokens', 'max_new_tokens'],
  temperature: ['temperature'],
  topP: ['top_p'],
};

export function interfaceOf(schema: VersionSchema): Interface {
  const fields = schema.inputs.map(([name, property]) => toField(name, property, schema.required.has(name)));
  return {
    fields,
    roles: rolesOf(fields),
    secrets: new Set(schema.inputs.filter(([, property]) => isSecret(property)).map(([name]) => name)),
    output: outputKind(schema.output),
  };
}

function rolesOf(fields: readonly InputField[]): Roles {
  const texts = fields.filter(({ kind }) => kind === 'text' || kind === 'multiline');
  const prompt = texts.find(({ name }) => name === 'prompt');
  if (!prompt || !(prompt.required || texts.length === 1)) return {};
  const roles: Roles = { prompt: prompt.name };
  for (const [role, names] of Object.entries(usualNames) as [Exclude<keyof Roles, 'prompt'>, string[]][]) {
    const kinds = role === 'system' ? ['text', 'multiline'] : ['integer', 'number'];
    const name = names.find((each) =>
      fields.some((field) => field.name === each && kinds.includes(field.kind)),
    );
    if (name !== undefined) roles[role] = name;
  }
  return roles;
}

const smallFiles = t(
  'Files of up to 256 kB can be sent with the request; give larger ones by their https address.',
);
const keptAnHour = t('Replicate deletes inputs, outputs and logs about an hour after the test.');

/** Without a schema any JSON object is sent. */
export function toForm(face: Interface | undefined, example: Record<string, unknown> | undefined): TestForm {
  const notes = [keptAnHour];
  const shown = example === undefined ? undefined : exampleOf(example, face);
  const extra = shown && Object.keys(shown).length > 0 ? { example: shown } : {};
  if (!face)
    return {
      inputs: [],
      rawInputs: true,
      ...extra,
      notes: [t('This version has no description of its inputs: send them as a JSON object.'), ...notes],
    };
  const { fields, roles } = face;
  if (fields.some(({ kind, item }) => kind === 'file' || item === 'file')) notes.push(smallFiles);
  const taken = new Set(Object.values(roles));
  return {
    ...(roles.prompt === undefined
      ? {}
      : { prompt: { settings: settingsOf(roles), defaults: defaultsOf(fields, roles) } }),
    inputs: fields.filter(({ name }) => !taken.has(name)),
    ...extra,
    notes,
  };
}

function settingsOf(roles: Roles): PromptSetting[] {
  return [
    ...(['system', 'maxTokens', 'temperature', 'topP'] as const).filter((role) => roles[role] !== undefined),
    'stream',
  ];
}

function defaultsOf(fields: readonly InputField[], roles: Roles): PromptDefaults {
  const pairs = (['maxTokens', 'temperature', 'topP'] as const).flatMap((role) => {
    const value = fields.find(({ name }) => name === roles[role])?.default;
    return typeof value === 'number' ? [[role, value] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** What is secret or a whole file inside is no example to show. */
function exampleOf(input: Record<string, unknown>, face: Interface | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).filter(([name, value]) => {
      if (value === null || face?.secrets.has(name)) return false;
      return !(typeof value === 'string' && value.startsWith('data:'));
    }),
  );
}
