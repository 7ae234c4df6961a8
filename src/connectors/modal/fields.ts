import { t } from '@vscode/l10n';
import type { ConfigField } from '../connector.ts';
import { keptNotes } from '../kept-notes.ts';
import { appFields } from './fields-app.ts';
import { endpointFields } from './fields-endpoint.ts';
import { native, redeployed } from './fields-kit.ts';

const absent = (why: string) => ({ level: 'absent' as const, why });
const no = { no: t('Modal has no such setting.') };
const [description] = keptNotes('Modal');

/** All ways of running a model together, in the order in which they are drawn. */
export const fields: ConfigField[] = [
  {
    key: 'options',
    option: 'environment',
    label: t('Modal environment'),
    help: t('The part of the workspace that it lives in. Empty: the workspace’s default, usually main.'),
    kind: 'text',
    listed: true,
    freeText: true,
    support: native,
    updatable: { no: t('An app or Endpoint stays in its environment. Deploy it again in another one.') },
  },
  ...appFields,
  ...endpointFields,
  {
    key: 'options',
    option: 'proxyAuth',
    label: t('Require a proxy token'),
    help: t(
      'Only requests with a proxy token of the workspace reach it; all others are refused before a container starts. Without it anyone who knows the address can run up cost.',
    ),
    kind: 'flag',
    support: native,
    default: true,
    updatable: redeployed,
  },
  {
    key: 'regions',
    label: t('Compute regions'),
    help: t(
      'Where containers may run, such as us, eu or us-east. None: anywhere, which is cheapest. A region raises the price by half or more.',
    ),
    kind: 'choices',
    freeText: true,
    choices: [
      { value: 'us', label: t('United States') },
      { value: 'eu', label: t('Europe') },
      { value: 'uk', label: t('United Kingdom') },
      { value: 'ap', label: t('Asia-Pacific') },
      { value: 'us-east', label: t('United States, east') },
      { value: 'us-central', label: t('United States, central') },
      { value: 'us-west', label: t('United States, west') },
    ],
    support: native,
    advanced: true,
    updatable: redeployed,
  },
  ...(description ? [description] : []),
  {
    key: 'tags',
    label: t('Tags'),
    help: t('Written as key=value, or a word alone. Modal’s cost report can be broken down by them.'),
    kind: 'tags',
    variants: ['app'],
    support: native,
    advanced: true,
    updatable: redeployed,
  },
  {
    key: 'autoscaling',
    label: t('Autoscaling metric'),
    help: '',
    kind: 'autoscaling',
    support: absent(
      t('Modal scales by the requests that wait; how many one container takes is set instead.'),
    ),
    updatable: no,
  },
  {
    key: 'idleTimeoutMinutes',
    label: t('Idle timeout'),
    help: '',
    kind: 'minutes',
    support: absent(
      t('Modal counts the time until an idle container stops in seconds: see “Stop when idle for”.'),
    ),
    updatable: no,
  },
  {
    key: 'batchSize',
    label: t('Batch size'),
    help: '',
    kind: 'integer',
    support: absent(t('vLLM makes its batches by itself; set its arguments to bound them.')),
    updatable: no,
  },
];
