import { t } from '@vscode/l10n';

/** Modal takes a file with one dot only, and imports it by its name in each container. */
const pattern = /^[a-z][a-z0-9_]{0,59}\.py$/;

/** Modules of two words that Modal or vLLM import: a file of that name would come in their place. */
const taken = new Set([
  'charset_normalizer',
  'huggingface_hub',
  'importlib_metadata',
  'modal_proto',
  'modal_version',
  'prometheus_client',
  'typing_extensions',
]);

/** A file name for an app. A name of one word gets a second one: `logging.py` would hide Python's own. */
export function fileNameOf(app: string): string {
  const words = app
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const name = /^[a-z]/.test(words) ? words : `app_${words}`;
  const short = name.slice(0, 50).replace(/_+$/, '');
  return `${short.includes('_') && !taken.has(short) ? short : `${short}_app`}.py`;
}

/** Why it cannot be the name of the file, or undefined. */
export function validateFileName(name: string): string | undefined {
  if (!pattern.test(name))
    return t('The file is named with small letters, digits and underscores, and ends in .py.');
  const module = name.slice(0, -'.py'.length);
  return module.includes('_') && !taken.has(module)
    ? undefined
    : t(
        'Name the file with two words joined by an underscore: a single word can hide a module that Python needs.',
      );
}
