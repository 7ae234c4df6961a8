import { t } from '@vscode/l10n';
import type { ConnectorDefinition, CredentialField } from '../connector.ts';
import { keyCheck } from '../credential.ts';
import { redactorOf, sealed } from '../sealed.ts';
import { fields } from './fields.ts';
import { suggestName, validateName } from './name.ts';

export const baseUrlDefaults = {
  v1: 'https://api.together.ai/v1',
  v2: 'https://api.together.ai/v2',
  inference: 'https://api-inference.together.ai/v1',
};

const credentials: CredentialField[] = [
  {
    key: 'apiKey',
    label: t('API key'),
    secret: true,
    env: 'TOGETHER_API_KEY',
    help: t('Create one in the Together AI console under Settings › API Keys. A key belongs to one project.'),
    helpUrl: 'https://api.together.ai/settings/api-keys',
    validate: keyCheck(t('API key')),
  },
];

export const together: ConnectorDefinition = {
  id: 'together',
  displayName: 'Together AI',
  purpose: t('Dedicated endpoints for open models and your own fine-tunes, on GPUs billed by the minute.'),
  homepage: 'https://www.together.ai/',
  credentials,
  baseUrls: [
    {
      key: 'v1',
      default: baseUrlDefaults.v1,
      help: t('Account, serverless models and endpoints of the first generation.'),
    },
    { key: 'v2', default: baseUrlDefaults.v2, help: t('Management of endpoints and deployments.') },
    { key: 'inference', default: baseUrlDefaults.inference, help: t('Requests to deployed models.') },
  ],
  capabilities: {
    deploy: { level: 'native' },
    update: { level: 'native' },
    stop: { level: 'native' },
    start: { level: 'native' },
    remove: { level: 'native' },
    invoke: { level: 'native' },
    streaming: { level: 'native' },
    adapters: {
      level: 'emulated',
      how: t(
        'A LoRA adapter is merged into its base when it is deployed; adapters attached to a deployment are shown.',
      ),
    },
    logs: {
      level: 'emulated',
      how: t(
        'Built from the events of the endpoint; output of the container appears only with crashes, cut short.',
      ),
    },
    revisions: { level: 'emulated', how: t('The deployments of one endpoint are its revisions.') },
    rollback: {
      level: 'emulated',
      how: t(
        'Gives the traffic weight back to an older deployment of the endpoint, which must have ready replicas.',
      ),
    },
    usage: { level: 'native' },
    pricing: { level: 'native' },
    regions: { level: 'native' },
  },
  fields,
  validateName,
  suggestName,
  load: async () => {
    const { TogetherConnector } = await import('./connector.ts');
    return (context) =>
      sealed(new TogetherConnector(context, baseUrlDefaults), redactorOf(credentials, context));
  },
};
