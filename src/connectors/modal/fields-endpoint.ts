import { t } from '@vscode/l10n';
import type { ConfigField } from '../connector.ts';
import { native } from './fields-kit.ts';

const endpoint: Pick<ConfigField, 'variants' | 'support' | 'updatable'> & { key: 'options' } = {
  key: 'options',
  variants: ['endpoint'],
  support: native,
  updatable: { no: t('An Endpoint cannot be changed. Make another one and stop this one.') },
};

/** A server that Slipway writes has one as well; fixed by its first deployment (Modal's guide on servers). */
const routing: ConfigField = {
  key: 'options',
  option: 'routingRegion',
  label: t('Routing region'),
  help: t(
    'Where requests to an Endpoint or a server enter: choose the one nearest to who asks. Empty: us-west for an Endpoint, us-east for a server.',
  ),
  kind: 'text',
  listed: true,
  freeText: true,
  support: native,
  variants: ['app', 'endpoint'],
  advanced: true,
  updatable: { no: t('The routing region is fixed by the first deployment.') },
};

export const endpointFields: ConfigField[] = [
  {
    ...endpoint,
    option: 'weights',
    label: t('Weights'),
    help: t('The model of Modal’s catalogue as it is, or a fine-tune of it.'),
    kind: 'select',
    choices: [
      { value: 'catalogue', label: t('The catalogue’s own') },
      { value: 'huggingface', label: t('A fine-tune on Hugging Face') },
      { value: 'volume', label: t('A fine-tune in a Modal volume') },
    ],
    default: 'catalogue',
  },
  {
    ...endpoint,
    option: 'weightsRepo',
    label: t('Fine-tune on Hugging Face'),
    help: t('The repository, org/name. Complete weights: an Endpoint takes no LoRA adapters.'),
    kind: 'text',
  },
  {
    ...endpoint,
    option: 'weightsRevision',
    label: t('Revision of the fine-tune'),
    help: t('A commit of that repository. Empty: the newest.'),
    kind: 'text',
    advanced: true,
  },
  {
    ...endpoint,
    option: 'sendHfToken',
    label: t('Send the Hugging Face token'),
    help: t('For a private repository: the token of this connection is sent to Modal with the Endpoint.'),
    kind: 'flag',
    default: false,
    advanced: true,
  },
  {
    ...endpoint,
    option: 'weightsVolume',
    label: t('Volume of the fine-tune'),
    help: t('The Modal volume that holds the complete weights.'),
    kind: 'text',
    listed: true,
    freeText: true,
  },
  {
    ...endpoint,
    option: 'weightsPath',
    label: t('Path in the volume'),
    help: t('The folder of the weights, such as /models/mine.'),
    kind: 'text',
  },
  {
    ...endpoint,
    option: 'computeRegion',
    label: t('Where it runs'),
    help: t('Anywhere is cheapest. Next to the routing region, or in regions of your choice, costs more.'),
    kind: 'select',
    choices: [
      { value: 'auto', label: t('Anywhere') },
      { value: 'colocated', label: t('Next to the routing region') },
      { value: 'explicit', label: t('In the regions below') },
    ],
    default: 'auto',
    advanced: true,
  },
  routing,
];
