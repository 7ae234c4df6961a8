import { t } from '@vscode/l10n';
import type { ConnectorDefinition } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import type { WizardPlatform } from '../../webviews/protocol.ts';

type Card = Pick<WizardPlatform, 'displayName' | 'purpose' | 'homepage'>;

/** How the wizard shows a platform that this version has no connector for. */
export const platformCards: Record<PlatformId, Card> = {
  predibase: {
    displayName: 'Predibase',
    purpose: t('Serve many adapters on one base model, hosted or on LoRAX servers of your own.'),
    homepage: 'https://predibase.com',
  },
  together: {
    displayName: 'Together AI',
    purpose: t('Serve open and fine-tuned models on dedicated GPUs.'),
    homepage: 'https://www.together.ai',
  },
  modal: {
    displayName: 'Modal',
    purpose: t('Run your own Python and containers on GPUs that scale to zero.'),
    homepage: 'https://modal.com',
  },
  replicate: {
    displayName: 'Replicate',
    purpose: t('Run public and private models through one API.'),
    homepage: 'https://replicate.com',
  },
};

const list = new Intl.ListFormat('en');

export const worksWith = (definitions: readonly ConnectorDefinition[]): string =>
  t`It works with ${list.format(definitions.map(({ displayName }) => displayName))}.`;
