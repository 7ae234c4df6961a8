import { t } from '@vscode/l10n';
import type { Revision } from '../../connectors/connector.ts';
import { absolute } from '../../webviews/shared/format.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { Question } from '../dialogs.ts';
import { inPick } from '../plainText.ts';

/** One release in the list. */
export function releaseItem({ label, current, createdAt, detail, author, commit, rollback }: Revision) {
  const facts = [
    current ? t('runs now') : undefined,
    createdAt === undefined ? undefined : absolute(createdAt),
    author,
    commit && `${commit.hash.slice(0, 7)}${commit.dirty ? '*' : ''}`,
  ];
  const no = !current && typeof rollback === 'object' ? rollback.no : undefined;
  const said = [detail && inPick(detail), no && `$(circle-slash) ${inPick(no)}`].filter(Boolean).join(' · ');
  return {
    label: inPick(label),
    description: inPick(facts.filter(Boolean).join(' · ')),
    ...(said === '' ? {} : { detail: said }),
  };
}

/** Asked before an older release runs again: what it is, and what a change means on this platform. */
export function rollbackQuestion(
  { name, consequences }: DeploymentView,
  { label, detail }: Revision,
): Question {
  return {
    message: t`Go back to ${label} of "${name}"?`,
    detail: [detail, consequences?.update].filter(Boolean).join('\n'),
    yes: t('Go Back'),
  };
}
