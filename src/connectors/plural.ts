import { t } from '@vscode/l10n';

const nouns = {
  minute: [t('{0} minute'), t('{0} minutes')],
  hour: [t('{0} hour'), t('{0} hours')],
  day: [t('{0} day'), t('{0} days')],
  instance: [t('{0} instance'), t('{0} instances')],
  replica: [t('{0} replica'), t('{0} replicas')],
} as const;

/** A count with its noun. Each noun is written out twice: no rule makes the plural in every language. */
export function plural(count: number, noun: keyof typeof nouns): string {
  const [one, many] = nouns[noun];
  return (count === 1 ? one : many).replace('{0}', String(count));
}
