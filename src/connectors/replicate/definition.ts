import { t } from '@vscode/l10n';
import type { ConnectorDefinition, CredentialField } from '../connector.ts';
import { keyCheck } from '../credential.ts';
import { redactorOf, sealed } from '../sealed.ts';
import { fields } from './fields.ts';
import { suggestName, validateName } from './name.ts';

export const baseUrlDefaults = { api: 'https://api.replicate.com/v1', delivery: '' };

const credentials: CredentialField[] = [
  {
    key: 'token',
    label: t('API token'),
    secret: true,
    placeholder: 'r8_…',
    env: 'REPLICATE_API_TOKEN',
    help: t(
      'Create one on Replicate under Account › API tokens. A token belongs to one user or one organization; the CLI token for cog login is another kind.',
    ),
    helpUrl: 'https://replicate.com/account/api-tokens',
    validate: keyCheck(t('API token')),
  },
];

export const replicate: ConnectorDefinition = {
  id: 'replicate',
  displayName: 'Replicate',
  purpose: t(
    'Community models and your own, of any kind, on hardware of your choice that can scale to zero.',
  ),
  homepage: 'https://replicate.com/',
  credentials,
  baseUrls: [
    { key: 'api', default: baseUrlDefaults.api, help: t('The HTTP API.') },
    {
      key: 'delivery',
      default: baseUrlDefaults.delivery,
      help: t(
        'Where output files are fetched from, without the token. Empty: replicate.delivery and its subdomains.',
      ),
    },
  ],
  removal: 'background',
  capabilities: {
    deploy: { level: 'native' },
    update: { level: 'native' },
    stop: {
      level: 'emulated',
      how: t(
        'Sets the instances to 0, which cancels predictions that run. Slipway remembers how many there were.',
      ),
    },
    start: { level: 'emulated', how: t('Sets the instances to what they were before the stop.') },
    remove: { level: 'native' },
    invoke: { level: 'native' },
    streaming: { level: 'native' },
    adapters: {
      level: 'absent',
      why: t('On Replicate a fine-tune is a model version of its own; some models take weights as an input.'),
    },
    logs: {
      level: 'emulated',
      how: t(
        'The logs of recent predictions; Replicate deletes them after about an hour. Setup and build logs are only on its site.',
      ),
    },
    revisions: {
      level: 'emulated',
      how: t(
        'Every change is a release; Replicate shows only the current one, so Slipway keeps those that it saw.',
      ),
    },
    rollback: {
      level: 'emulated',
      how: t('Sends the settings of an older release again, which makes a new one.'),
    },
    usage: {
      level: 'emulated',
      how: t(
        'Counted from the list of predictions; the cost is a range from settings and prices, never a bill.',
      ),
    },
    pricing: {
      level: 'emulated',
      how: t(
        'Replicate tells no prices by API: they come from a table with its date, and you can set your own.',
      ),
    },
    regions: { level: 'absent', why: t('Replicate does not expose or offer regions.') },
  },
  fields,
  validateName,
  suggestName,
  load: async () => {
    const { ReplicateConnector } = await import('./connector.ts');
    return (context) =>
      sealed(new ReplicateConnector(context, baseUrlDefaults), redactorOf(credentials, context));
  },
};
