import { t } from '@vscode/l10n';
import type { ConfigField } from '../definition.ts';

const native = { level: 'native' as const };
const fixed = {
  no: t('Predibase fixes it when the deployment is created. Deploy again to change it.'),
} as const;

const option = (
  name: string,
  field: Pick<ConfigField, 'label' | 'help' | 'kind'> & Partial<ConfigField>,
): ConfigField => ({ key: 'options', option: name, support: native, updatable: true, ...field });

/** What Predibase has beyond the common settings (docs.predibase.com: sdk-reference/configuration). */
export const optionFields: ConfigField[] = [
  option('quantization', {
    label: t('Quantization'),
    help: t('Weights with fewer bits. Without a choice Predibase takes what suits the model and the GPU.'),
    kind: 'select',
    choices: [
      { value: 'none', label: t('None') },
      { value: 'fp8', label: 'FP8' },
      { value: 'bitsandbytes-nf4', label: 'NF4 (bitsandbytes)' },
    ],
    updatable: fixed,
  }),
  option('maxTotalTokens', {
    label: t('Context length'),
    help: t('Most tokens of prompt and answer together.'),
    kind: 'integer',
    min: 1,
  }),
  option('useHfToken', {
    label: t('Send the Hugging Face token'),
    help: t(
      'For a private model: sends the token of this connection with this request. It is not kept as a setting.',
    ),
    kind: 'flag',
    default: false,
  }),
  option('speculator', {
    label: t('Speculator'),
    help: t('Speculative decoding: auto, disabled, or the id of an adapter.'),
    kind: 'text',
    advanced: true,
  }),
  option('prefixCaching', {
    label: t('Prefix caching'),
    help: t('Keeps what prompts have in common.'),
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('requestLoggingEnabled', {
    label: t('Request logging'),
    help: t('Predibase keeps prompts and answers. Enterprise plans only.'),
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('usesGuaranteedCapacity', {
    label: t('Guaranteed capacity'),
    help: t('Draws on capacity that was reserved and paid for.'),
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('maxNumBatchedTokens', {
    label: t('Tokens per batch'),
    help: t('Most tokens that are worked on at once. Newer installations only.'),
    kind: 'integer',
    min: 1,
    advanced: true,
  }),
  option('directIngress', {
    label: t('Direct ingress'),
    help: t('Reached over a private link of your own cloud. Enterprise plans only.'),
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('cacheModel', {
    label: t('Cache the weights'),
    help: t(
      'Keeps the weights from Hugging Face in private storage, for faster starts. Newer installations only.',
    ),
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('mergeAdapter', {
    label: t('Merge the adapter'),
    help: t('Merges an adapter that is loaded at start into the base model. Newer installations only.'),
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('loraxImageTag', {
    label: t('LoRAX image tag'),
    help: t('Another version of the inference server than the platform’s own.'),
    kind: 'text',
    advanced: true,
  }),
  option('customArgs', {
    label: t('Launcher arguments'),
    help: t('Arguments of the LoRAX launcher, one a line: --max-best-of 32'),
    kind: 'lines',
    advanced: true,
  }),
  option('useComputeSpec', {
    label: t('Name the hardware by compute spec'),
    help: t(
      'Newer installations take the accelerator in “computeSpec”. Switch it on when yours refuses “accelerator”.',
    ),
    kind: 'flag',
    default: false,
    advanced: true,
    updatable: fixed,
  }),
  option('region', {
    label: t('Region (compute spec)'),
    help: t('The name of a region, where the installation has several. Sent with the compute spec only.'),
    kind: 'text',
    advanced: true,
    updatable: fixed,
  }),
];
