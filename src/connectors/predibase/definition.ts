import { t } from '@vscode/l10n';
import type { ConnectorDefinition, CredentialField } from '../connector.ts';
import { keyCheck } from '../credential.ts';
import { redactorOf, sealed } from '../sealed.ts';
import { fields } from './fields.ts';
import { defaultGateway } from './hosts.ts';
import { normalizeServerUrl } from './lorax/normalize.ts';
import { suggestName, validateName } from './name.ts';

const credentials: CredentialField[] = [
  {
    key: 'apiKey',
    label: t('API token'),
    secret: true,
    placeholder: 'pb_…',
    env: 'PREDIBASE_API_TOKEN',
    help: t(
      'From Predibase under Settings › My Profile; it begins with pb_. Predibase’s public service may be closed: LoRAX servers need no token.',
    ),
    validate: keyCheck(t('API token')),
  },
  {
    key: 'tenant',
    label: t('Tenant id'),
    secret: false,
    optional: true,
    env: 'PREDIBASE_TENANT_ID',
    help: t(
      'The short code in serving addresses, under Settings › My Profile. Left empty, Predibase is asked for it.',
    ),
    validate: (text) =>
      /^[A-Za-z0-9_-]*$/.test(text.trim())
        ? undefined
        : t('A tenant id has only letters, digits, hyphens and underscores.'),
  },
  {
    key: 'hfToken',
    label: t('Hugging Face token'),
    secret: true,
    optional: true,
    placeholder: 'hf_…',
    helpUrl: 'https://huggingface.co/settings/tokens',
    help: t(
      'For private base models and adapters. Sent to Predibase only where you ask for it: with a deployment that has “Send the Hugging Face token” on, and with a test of an adapter from Hugging Face.',
    ),
  },
];

export const predibase: ConnectorDefinition = {
  id: 'predibase',
  displayName: 'Predibase & LoRAX',
  purpose: t(
    'LoRA adapters on shared base models: your own LoRAX servers by address, and deployments on Predibase, whose public service may be closed.',
  ),
  homepage: 'https://loraexchange.ai/',
  credentials,
  servers: {
    label: t('LoRAX server'),
    help: t(
      'A server that you run yourself, by its address. It needs no account; one base model each, any adapter per request.',
    ),
    placeholder: 'http://localhost:8080',
    normalize: normalizeServerUrl,
    adapterToken: {
      label: t('Hugging Face Token'),
      help: t(
        'For private adapters. Sent to this server with each test of an adapter from Hugging Face; whoever runs the server can read it.',
      ),
    },
    check: async (...asked) => {
      const { checkServer } = await import('./lorax/check.ts');
      return checkServer(...asked);
    },
  },
  baseUrls: [
    {
      key: 'gateway',
      default: defaultGateway,
      help: t(
        'Predibase’s control plane: deployments, repositories, events. Change it for a private installation.',
      ),
      privateHttp: true,
    },
    {
      key: 'serving',
      default: '',
      help: t(
        'The host that deployed models answer on, without a tenant. Empty: the gateway’s name with “serving” as its first part; needed when the gateway is an IP address or a name of one part.',
      ),
      privateHttp: true,
    },
  ],
  capabilities: {
    deploy: { level: 'native' },
    update: { level: 'native' },
    stop: {
      level: 'emulated',
      how: t(
        'The minimum of replicas becomes 0: replicas leave after the idle timeout, are billed until then, and any request wakes them. A LoRAX server cannot be stopped from outside.',
      ),
    },
    start: {
      level: 'emulated',
      how: t(
        'The minimum of replicas becomes what it was before the stop. A LoRAX server cannot be started from outside.',
      ),
    },
    remove: { level: 'native' },
    invoke: { level: 'native' },
    streaming: { level: 'native' },
    adapters: { level: 'native' },
    logs: {
      level: 'emulated',
      how: t(
        'The events of a deployment; Predibase gives out no output of the container, and LoRAX no logs over HTTP.',
      ),
    },
    revisions: {
      level: 'emulated',
      how: t(
        'The last 20 configurations that Slipway has seen are kept on this machine; versions of an adapter are Predibase’s own.',
      ),
    },
    rollback: {
      level: 'emulated',
      how: t('Writes an earlier configuration again. Accelerator and quantization cannot be changed back.'),
    },
    usage: {
      level: 'emulated',
      how: t(
        'Predibase: only the active time, from which a low estimate of the cost follows. LoRAX: the counters of its metrics page.',
      ),
    },
    pricing: {
      level: 'emulated',
      how: t(
        'Prices per hour that you set for an accelerator or a server: Predibase publishes none through its API.',
      ),
    },
    regions: {
      level: 'absent',
      why: t('Predibase lists no regions; newer installations take the name of one with the compute spec.'),
    },
  },
  fields,
  validateName,
  suggestName,
  load: async () => {
    const { PredibaseConnector } = await import('./connector.ts');
    return (context) => sealed(new PredibaseConnector(context), redactorOf(credentials, context));
  },
};
