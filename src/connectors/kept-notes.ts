import type { ConfigField } from './definition.ts';

/** What a person notes about a deployment where the platform has no place for it: Slipway keeps it. */
export function keptNotes(platformName: string): ConfigField[] {
  const common = {
    support: {
      level: 'emulated',
      how: `Kept on this machine only: ${platformName} has no place for it.`,
    },
    updatable: true,
  } as const;
  return [
    {
      key: 'description',
      label: 'Description',
      help: 'What it is for, in your own words.',
      kind: 'text',
      ...common,
    },
    { key: 'tags', label: 'Tags', help: 'Words to find it by.', kind: 'tags', ...common },
  ];
}
