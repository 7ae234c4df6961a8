/** What is known of a deployment's state, and how far it is the platform's own word. */
import { t } from '@vscode/l10n';
import { count } from '../shared/format.ts';
import type { DeploymentView, Replicas, StatusDetail } from '../protocol.ts';
import { StatusMark } from './marks.tsx';
import { asSentence, inferredFrom } from '../shared/words.ts';

type Stated = Pick<DeploymentView, 'status' | 'detail'>;

/** "Active", or "Active, inferred" where Slipway concluded it; the sentences behind it are its title. */
export function Status({ of: { status, detail } }: { of: Stated }) {
  const why = sentences(detail).join(' ');
  return (
    <span title={why === '' ? undefined : why}>
      <StatusMark status={status} inferred={detail.inferred === true} />
    </span>
  );
}

/** Why it is taken to be so, where the platform does not say it itself. */
export function StatusReason({ of: { detail } }: { of: Stated }) {
  if (detail.inferred !== true) return null;
  const why = sentences(detail);
  return <p class="small">{why.length === 0 ? unexplained(detail) : why.join(' ')}</p>;
}

const unexplained = ({ word }: StatusDetail): string =>
  word === '' ? t('The platform reports no status.') : asSentence(inferredFrom(word));

const sentences = ({ message, notes = [] }: StatusDetail): string[] =>
  [message, ...notes].flatMap((text) => (text === undefined || text === '' ? [] : [asSentence(text)]));

/** Undefined = not reported. */
export function readyReplicas({ ready, readyInferred }: Replicas): string | undefined {
  if (ready === undefined) return undefined;
  return readyInferred === true ? t`${count(ready)} (assumed)` : count(ready);
}
