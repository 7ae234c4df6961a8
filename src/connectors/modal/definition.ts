import { t } from '@vscode/l10n';
import type { ConnectorDefinition, CredentialField } from '../connector.ts';
import { keyCheck } from '../credential.ts';
import { redactorOf, sealed } from '../sealed.ts';
import { fields } from './fields.ts';
import { suggestName, validateName } from './name.ts';
import { profileImport } from './profiles.ts';

export const baseUrlDefaults = { server: 'https://api.modal.com' };

/** The two halves of a token are easily swapped, and a proxy token easily taken for one. */
const begins = (prefix: string, noun: string) => (text: string) =>
  keyCheck(t('API token'))(text) ??
  (text.trim().startsWith(prefix) ? undefined : t`${noun} begins with ${prefix}`);

const credentials: CredentialField[] = [
  {
    key: 'tokenId',
    label: t('Token ID'),
    secret: false,
    placeholder: 'ak-…',
    env: 'MODAL_TOKEN_ID',
    help: t(
      'Create a token on Modal under Settings › API Tokens, or with: modal token new. It has two parts; this is the first.',
    ),
    helpUrl: 'https://modal.com/settings/tokens',
    validate: begins('ak-', t('A token ID')),
  },
  {
    key: 'tokenSecret',
    label: t('Token secret'),
    secret: true,
    placeholder: 'as-…',
    env: 'MODAL_TOKEN_SECRET',
    help: t('The second part of the same token. Modal shows it once.'),
    helpUrl: 'https://modal.com/settings/tokens',
    validate: begins('as-', t('A token secret')),
  },
  {
    key: 'environments',
    label: t('Environments'),
    secret: false,
    optional: true,
    pick: 'many',
    help: t('Which environments of the workspace are shown. None chosen: all of them.'),
  },
  {
    key: 'proxyTokenId',
    label: t('Proxy token ID'),
    secret: false,
    optional: true,
    issued: true,
    placeholder: 'wk-…',
    help: t('Lets tests reach what requires a proxy token.'),
    helpUrl: 'https://modal.com/settings/proxy-auth-tokens',
  },
  {
    key: 'proxyTokenSecret',
    label: t('Proxy token secret'),
    secret: true,
    optional: true,
    issued: true,
    placeholder: 'ws-…',
    help: t('The second part of the proxy token. Modal shows it once.'),
    helpUrl: 'https://modal.com/settings/proxy-auth-tokens',
  },
  {
    key: 'hfToken',
    label: t('Hugging Face token'),
    secret: true,
    optional: true,
    placeholder: 'hf_…',
    help: t(
      'Only for Endpoints with private weights of your own, and sent to Modal only when you switch that on. Apps use a Modal secret instead.',
    ),
    helpUrl: 'https://huggingface.co/settings/tokens',
  },
];

export const modal: ConnectorDefinition = {
  id: 'modal',
  displayName: 'Modal',
  purpose: t(
    'Your own Python file with vLLM on GPUs of your choice that scale to zero, or an Endpoint that Modal runs for you.',
  ),
  homepage: 'https://modal.com/',
  credentials,
  imports: [profileImport],
  issued: {
    what: t('proxy token'),
    keys: ['proxyTokenId', 'proxyTokenSecret'],
    consequence: t(
      'Modal makes a proxy token with the name Slipway. It opens everything in the workspace that asks for a proxy token. Its secret is shown once: Slipway keeps it in the editor’s secret storage. You can revoke it in Modal’s settings at any time.',
    ),
  },
  deploys: 'cancellable',
  baseUrls: [{ key: 'server', default: baseUrlDefaults.server, help: t('Modal’s control plane (gRPC).') }],
  capabilities: {
    deploy: {
      level: 'emulated',
      how: t(
        'An app is a Python file that Slipway writes and your own Python deploys with Modal’s client. An Endpoint is made by Modal and needs no Python.',
      ),
    },
    update: {
      level: 'emulated',
      how: t(
        'The bounds of scaling change at once. Everything else of an app is a new version of it; an Endpoint cannot be changed.',
      ),
    },
    stop: { level: 'native' },
    start: {
      level: 'emulated',
      how: t(
        'Modal cannot start what was stopped: Slipway deploys it again, as a new app whose versions begin at 1.',
      ),
    },
    remove: {
      level: 'absent',
      why: t('A stop is final on Modal: it frees the name, and what was stopped leaves the list by itself.'),
    },
    invoke: { level: 'native' },
    streaming: { level: 'native' },
    adapters: {
      level: 'emulated',
      how: t(
        'LoRA adapters are part of an app’s file, and a request names one as its model. Endpoints take none.',
      ),
    },
    logs: { level: 'native' },
    revisions: { level: 'native' },
    rollback: { level: 'native' },
    usage: { level: 'native' },
    pricing: {
      level: 'emulated',
      how: t(
        'The workspace’s own rates where Modal tells them, else a table with its date. CPU and memory come on top unless they are set.',
      ),
    },
    regions: { level: 'native' },
  },
  fields,
  validateName,
  suggestName,
  load: async () => {
    const { ModalConnector } = await import('./connector.ts');
    return (context) =>
      sealed(new ModalConnector(context, baseUrlDefaults), redactorOf(credentials, context));
  },
};
