import type { ConfigField } from '../connector.ts';
import { keptNotes } from '../kept-notes.ts';
import { appFields } from './fields-app.ts';
import { endpointFields } from './fields-endpoint.ts';
import { native, redeployed } from './fields-kit.ts';

const absent = (why: string) => ({ level: 'absent' as const, why });
const no = { no: 'Modal has no such setting.' };
const [description] = keptNotes('Modal');

/** All ways of running a model together, in the order in which they are drawn. */
export const fields: ConfigField[] = [
  {
    key: 'options',
    option: 'environment',
    label: 'Modal environment',
    help: 'The part of the workspace that it lives in. Empty: the workspace’s default, usually main.',
    kind: 'text',
    listed: true,
    freeText: true,
    support: native,
    updatable: { no: 'An app or Endpoint stays in its environment. Deploy it again in another one.' },
  },
  ...appFields,
  ...endpointFields,
  {
    key: 'options',
    option: 'proxyAuth',
    label: 'Require a proxy token',
    help: 'Only requests with a proxy token of the workspace reach it; all others are refused before a container starts. Without it anyone who knows the address can run up cost.',
    kind: 'flag',
    support: native,
    default: true,
    updatable: redeployed,
  },
  {
    key: 'regions',
    label: 'Compute regions',
    help: 'Where containers may run, such as us, eu or us-east. None: anywhere, which is cheapest. A region raises the price by half or more.',
    kind: 'choices',
    freeText: true,
    choices: [
      { value: 'us', label: 'United States' },
      { value: 'eu', label: 'Europe' },
      { value: 'uk', label: 'United Kingdom' },
      { value: 'ap', label: 'Asia-Pacific' },
      { value: 'us-east', label: 'United States, east' },
      { value: 'us-central', label: 'United States, central' },
      { value: 'us-west', label: 'United States, west' },
    ],
    support: native,
    advanced: true,
    updatable: redeployed,
  },
  ...(description ? [description] : []),
  {
    key: 'tags',
    label: 'Tags',
    help: 'Written as key=value, or a word alone. Modal’s cost report can be broken down by them.',
    kind: 'tags',
    variants: ['app'],
    support: native,
    advanced: true,
    updatable: redeployed,
  },
  {
    key: 'autoscaling',
    label: 'Autoscaling metric',
    help: '',
    kind: 'autoscaling',
    support: absent('Modal scales by the requests that wait; how many one container takes is set instead.'),
    updatable: no,
  },
  {
    key: 'idleTimeoutMinutes',
    label: 'Idle timeout',
    help: '',
    kind: 'minutes',
    support: absent(
      'Modal counts the time until an idle container stops in seconds: see “Stop when idle for”.',
    ),
    updatable: no,
  },
  {
    key: 'batchSize',
    label: 'Batch size',
    help: '',
    kind: 'integer',
    support: absent('vLLM makes its batches by itself; set its arguments to bound them.'),
    updatable: no,
  },
];
