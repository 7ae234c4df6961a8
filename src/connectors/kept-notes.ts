import { t } from '@vscode/l10n';
import type { ConfigField } from './definition.ts';

/** What a person notes about a deployment where the platform has no place for it: Slipway keeps it. */
export function keptNotes(platformName: string): ConfigField[] {
  const common = {
    support: {
      level: 'emulated',
      how: t`Kept on this machine only: ${platformName} has no place for it.`,
    },
    updatable: true,
  } as const;
  return [
    {
      key: 'description',
      label: t('Description'),
      help: t('What it is for, in your own words.'),
      kind: 'text',
      ...common,
    },
    { key: 'tags', label: t('Tags'), help: t('Words to find it by.'), kind: 'tags', ...common },
  ];
}
