import { t } from '@vscode/l10n';
import type { Check } from '../../plan.ts';
import { argumentChecks } from './argument-checks.ts';
import { error, info, those, warning } from './check.ts';
import { validateFileName } from './file-name.ts';
import { hardwareChecks } from './hardware-checks.ts';
import { nameChecks } from './name-checks.ts';
import { scalingChecks } from './scaling-checks.ts';
import type { AppChoice, AppSpec } from './spec.ts';
import { inVolume } from './texts.ts';

/** What is wrong with an app or good to know of it, as far as it can be seen without asking anyone. */
export function appChecks(choice: AppChoice): Check[] {
  const { spec, strategy, file } = choice;
  const badFile = validateFileName(file);
  return [
    ...nameChecks(choice),
    ...modelChecks(spec),
    ...hardwareChecks(spec),
    ...scalingChecks(spec),
    ...adapterChecks(spec),
    ...volumeChecks(spec),
    ...argumentChecks(spec),
    ...those(
      [badFile !== undefined, error(badFile ?? '', 'options.file')],
      [
        strategy === 'recreate',
        info(
          t('A new version ends the old containers first: until the new one is up, nothing answers.'),
          'options.strategy',
        ),
      ],
      [
        strategy === 'rolling' && spec.max === 1,
        warning(
          t(
            'With one container at most, a new version waits until the old one is idle. “Recreate” does not wait.',
          ),
          'options.strategy',
        ),
      ],
      [
        !spec.proxy_auth,
        warning(
          t('Anyone who knows the address can use it, at your expense: keep the proxy token on.'),
          'options.proxyAuth',
        ),
      ],
      [
        spec.serving === 'server',
        info(
          t('A server answers 503 while it has no container: whoever calls it has to try again.'),
          'options.serving',
        ),
      ],
    ),
  ];
}

function modelChecks({ model, revision, image, hf_secret }: AppSpec): Check[] {
  // Authors who ask for consent before their weights can be downloaded.
  const gated = /^(meta-llama|google|mistralai|CohereLabs|black-forest-labs)\//i.test(model);
  const [, digest] = /@(sha256:[a-f0-9]{64})$/.exec(image) ?? [];
  const [, tag] = /:([^:/@]+)$/.exec(image) ?? [];
  const moving = digest === undefined && (tag === undefined || /^(latest|nightly|main)\b/.test(tag));
  return those(
    [model === '', error(t('Choose a model.'), 'model')],
    [
      model !== '' && !/^[\w.][\w.-]*(\/[\w.][\w.-]*)?$/.test(model),
      error(t('The model is a repository of Hugging Face, as owner/name.'), 'model'),
    ],
    [
      revision !== '' && !/^[\w.][\w./-]*$/.test(revision),
      error(t('The revision is a branch, a tag or a commit of the model.'), 'options.revision'),
    ],
    [
      revision === '',
      info(
        t(
          'The newest revision of the model is taken with each start. A commit pins it, and a rollback then brings back the same weights.',
        ),
        'options.revision',
      ),
    ],
    [
      // It becomes a line of a Dockerfile.
      !/^[a-z0-9][\w.-]*(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?(@sha256:[a-f0-9]{64})?$/i.test(image),
      error(t('The image is written as registry/name:tag.'), 'options.image'),
    ],
    [moving, warning(t('The image has no fixed tag: a later deploy may get another vLLM.'), 'options.image')],
    [
      gated && hf_secret === '',
      warning(
        t('This author’s models usually need consent on Hugging Face: choose a secret with HF_TOKEN.'),
        'options.hfSecret',
      ),
    ],
  );
}

function adapterChecks({ loras, served, adapter_volume, hf_secret }: AppSpec): Check[] {
  const names = loras.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const clash = names.find((name) => served.includes(name));
  const odd = loras.find(({ name, path }) => !/^[\w.][\w.-]*$/.test(name) || !/^[\w./][\w./ -]*$/.test(path));
  const needsVolume = loras.some(inVolume);
  const fromHub = loras.some(({ path }) => !path.startsWith('/'));
  return those(
    [
      odd !== undefined,
      error(t('An adapter is written as name=folder or name=owner/repository.'), 'options.adapters'),
    ],
    [
      loras.some(({ path }) => path.split('/').includes('..')),
      error(t('The folder of an adapter must not lead upwards (“..”).'), 'options.adapters'),
    ],
    [twice !== undefined, error(t`Two adapters have the name ${twice ?? ''}.`, 'options.adapters')],
    [
      clash !== undefined,
      error(
        t`The adapter ${clash ?? ''} has the name of the model: requests could not tell them apart.`,
        'options.adapters',
      ),
    ],
    [
      needsVolume && adapter_volume === '',
      error(t('Choose the volume that the folders of the adapters are in.'), 'options.adapterVolume'),
    ],
    [
      fromHub && hf_secret === '',
      info(t('Private adapters on Hugging Face need a secret with HF_TOKEN.'), 'options.hfSecret'),
    ],
  );
}

function volumeChecks({ hf_cache_volume, vllm_cache_volume, adapter_volume }: AppSpec): Check[] {
  // Modal refuses a volume at two paths.
  const taken = [hf_cache_volume, vllm_cache_volume].includes(adapter_volume);
  return those(
    [
      hf_cache_volume === vllm_cache_volume,
      error(
        t`${vllm_cache_volume} holds vLLM’s own cache: choose another volume for the weights.`,
        'options.cacheVolume',
      ),
    ],
    [
      adapter_volume !== '' && taken,
      error(t('The adapters need a volume of their own, not that of a cache.'), 'options.adapterVolume'),
    ],
  );
}
