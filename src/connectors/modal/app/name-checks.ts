import { t } from '@vscode/l10n';
import type { Check } from '../../plan.ts';
import { error, those, warning } from './check.ts';
import type { AppChoice } from './spec.ts';

/** Modal's rules for names (its client, `name_utils`). */
const objectName = /^[a-zA-Z0-9._-]{1,64}$/;
const appId = /^ap-[a-zA-Z0-9]{22}$/;
const environmentName = /^(?!en-)[a-zA-Z0-9][a-zA-Z0-9._-]{1,63}$/i;
const tagPart = /^[a-zA-Z0-9._-]{1,63}$/;
const variable = /^[A-Za-z_]\w*$/;

export function nameChecks({ spec, environment }: AppChoice): Check[] {
  const rule = t('letters, digits, dots, dashes and underscores, 64 at most');
  const badVolume = [spec.hf_cache_volume, spec.adapter_volume].find(
    (name) => name !== '' && !objectName.test(name),
  );
  const badSecret = [spec.hf_secret, ...spec.secrets].find((name) => name !== '' && !objectName.test(name));
  const badTag = Object.entries(spec.tags).find((parts) => !parts.every((part) => tagPart.test(part)));
  const badServed = spec.served.find((name) => !/^[\w.][\w./:-]*$/.test(name));
  return [
    ...those(
      [spec.app === '', error(t('Give the app a name.'), 'name')],
      [spec.app !== '' && !objectName.test(spec.app), error(t`The name of an app has ${rule}.`, 'name')],
      [appId.test(spec.app), error(t('The name looks like the id of an app. Choose another one.'), 'name')],
      [
        environment !== '' && !environmentName.test(environment),
        error(t('Modal has no environment of such a name.'), 'options.environment'),
      ],
      [
        badVolume !== undefined,
        error(
          t`The name of a volume has ${rule}.`,
          badVolume === spec.hf_cache_volume ? 'options.cacheVolume' : 'options.adapterVolume',
        ),
      ],
      [
        badSecret !== undefined,
        error(
          t`The name of a secret has ${rule}. Its name is meant here, not the key in it.`,
          badSecret === spec.hf_secret ? 'options.hfSecret' : 'options.secrets',
        ),
      ],
      [
        badTag !== undefined,
        error(
          t('A tag is key or key=value: letters, digits, dots, dashes and underscores, 63 at most.'),
          'tags',
        ),
      ],
      [
        badServed !== undefined && badServed !== spec.model,
        error(t('The served name has letters, digits and . _ - / : only.'), 'options.servedName'),
      ],
    ),
    ...variableChecks(spec.env),
  ];
}

/** Variables are written into the file, which people commit. */
function variableChecks(env: Record<string, string>): Check[] {
  return Object.entries(env).flatMap(([name, value]) =>
    those(
      [!variable.test(name), error(t`“${name}” cannot be the name of a variable.`, 'environment')],
      [
        value.includes('\0'),
        error(t`The value of ${name} has a character that no variable can hold.`, 'environment'),
      ],
      [
        holdsKey(value),
        error(
          t`The value of ${name} is a key, and would stand in the file. Put it into a secret of Modal and choose that.`,
          'environment',
        ),
      ],
      [
        !holdsKey(value) && namesKey(name),
        warning(
          t`${name} sounds like a key. Variables are written into the file: a secret of Modal is the place for keys.`,
          'environment',
        ),
      ],
    ),
  );
}

export function namesKey(name: string): boolean {
  return /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)(_|$)/i.test(
    name,
  );
}

/** The shapes of keys that are told by their first letters: Hugging Face, Modal, OpenAI, GitHub, AWS, a JWT. */
export function holdsKey(text: string): boolean {
  return /\b(hf_\w{16,}|(?:ak|as|wk|ws)-[A-Za-z0-9]{16,}|sk-[\w-]{16,}|gh[pousr]_\w{20,}|AKIA[A-Z0-9]{16}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,})/.test(
    text,
  );
}
