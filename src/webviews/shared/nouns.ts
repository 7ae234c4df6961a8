import { t } from '@vscode/l10n';

/** With its count, for one and for more: no rule makes the plural in every language. */
export const nouns = {
  day: [t('{0} day'), t('{0} days')],
  deployment: [t('{0} deployment'), t('{0} deployments')],
  draft: [t('{0} draft'), t('{0} drafts')],
  'earlier line': [t('{0} earlier line'), t('{0} earlier lines')],
  line: [t('{0} line'), t('{0} lines')],
  minute: [t('{0} minute'), t('{0} minutes')],
  more: [t('{0} more'), t('{0} more')],
  part: [t('{0} part'), t('{0} parts')],
  replica: [t('{0} replica'), t('{0} replicas')],
  request: [t('{0} request'), t('{0} requests')],
  server: [t('{0} server'), t('{0} servers')],
  word: [t('{0} word'), t('{0} words')],
} as const;
