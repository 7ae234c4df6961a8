import type { ConfigField } from '../definition.ts';

const native = { level: 'native' as const };
const fixed = {
  no: 'Predibase fixes it when the deployment is created. Deploy again to change it.',
} as const;

const option = (
  name: string,
  field: Pick<ConfigField, 'label' | 'help' | 'kind'> & Partial<ConfigField>,
): ConfigField => ({ key: 'options', option: name, support: native, updatable: true, ...field });

/** What Predibase has beyond the common settings (docs.predibase.com: sdk-reference/configuration). */
export const optionFields: ConfigField[] = [
  option('quantization', {
    label: 'Quantization',
    help: 'Weights with fewer bits. Without a choice Predibase takes what suits the model and the GPU.',
    kind: 'select',
    choices: [
      { value: 'none', label: 'None' },
      { value: 'fp8', label: 'FP8' },
      { value: 'bitsandbytes-nf4', label: 'NF4 (bitsandbytes)' },
    ],
    updatable: fixed,
  }),
  option('maxTotalTokens', {
    label: 'Context length',
    help: 'Most tokens of prompt and answer together.',
    kind: 'integer',
    min: 1,
  }),
  option('useHfToken', {
    label: 'Send the Hugging Face token',
    help: 'For a private model: sends the token of this connection with this request. It is not kept as a setting.',
    kind: 'flag',
    default: false,
  }),
  option('speculator', {
    label: 'Speculator',
    help: 'Speculative decoding: auto, disabled, or the id of an adapter.',
    kind: 'text',
    advanced: true,
  }),
  option('prefixCaching', {
    label: 'Prefix caching',
    help: 'Keeps what prompts have in common.',
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('requestLoggingEnabled', {
    label: 'Request logging',
    help: 'Predibase keeps prompts and answers. Enterprise plans only.',
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('usesGuaranteedCapacity', {
    label: 'Guaranteed capacity',
    help: 'Draws on capacity that was reserved and paid for.',
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('maxNumBatchedTokens', {
    label: 'Tokens per batch',
    help: 'Most tokens that are worked on at once. Newer installations only.',
    kind: 'integer',
    min: 1,
    advanced: true,
  }),
  option('directIngress', {
    label: 'Direct ingress',
    help: 'Reached over a private link of your own cloud. Enterprise plans only.',
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('cacheModel', {
    label: 'Cache the weights',
    help: 'Keeps the weights from Hugging Face in private storage, for faster starts. Newer installations only.',
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('mergeAdapter', {
    label: 'Merge the adapter',
    help: 'Merges an adapter that is loaded at start into the base model. Newer installations only.',
    kind: 'flag',
    default: false,
    advanced: true,
  }),
  option('loraxImageTag', {
    label: 'LoRAX image tag',
    help: 'Another version of the inference server than the platform’s own.',
    kind: 'text',
    advanced: true,
  }),
  option('customArgs', {
    label: 'Launcher arguments',
    help: 'Arguments of the LoRAX launcher, one a line: --max-best-of 32',
    kind: 'lines',
    advanced: true,
  }),
  option('useComputeSpec', {
    label: 'Name the hardware by compute spec',
    help: 'Newer installations take the accelerator in “computeSpec”. Switch it on when yours refuses “accelerator”.',
    kind: 'flag',
    default: false,
    advanced: true,
    updatable: fixed,
  }),
  option('region', {
    label: 'Region (compute spec)',
    help: 'The name of a region, where the installation has several. Sent with the compute spec only.',
    kind: 'text',
    advanced: true,
    updatable: fixed,
  }),
];
