import { t } from '@vscode/l10n';
import { PlatformError } from '../../errors.ts';
import type { SavedFile } from '../../workbench.ts';
import { problem } from '../errors.ts';
import { failureOf } from './failures.ts';
import type { DeployerParts } from './parts.ts';
import type { Run } from './run.ts';
import type { AppChoice } from './spec.ts';
import { clearUnfinished, outcomeOf } from './verify.ts';
import type { Outcome, Standing } from './verify.ts';

/** An app that Modal has now. */
export interface Deployed {
  environment: string;
  appId: string;
  version?: number;
  /** What is to be said about it, in whole sentences. */
  notes: string[];
}

interface Attempt {
  before: Standing;
  choice: AppChoice;
  file: SavedFile;
  tag: string;
  /** Apps of the name that were unfinished before. */
  unfinished: readonly string[];
}

type Parts = Pick<DeployerParts, 'api' | 'specs'>;

/** What a run came to. Rejects when nothing was deployed, or when nobody can say. */
export async function settle(
  { api, specs }: Parts,
  attempt: Attempt,
  run: Run,
  cancelled: boolean,
): Promise<Deployed> {
  const { before, choice, file, tag } = attempt;
  const { environment } = before;
  const name = choice.spec.app;
  const failure = failureOf(run, api.redact);
  const outcome = await askedFor(outcomeOf(api, before, { app: name, tag }), failure, cancelled);
  const edited = file.outcome === 'kept';
  if (outcome.kind === 'published') {
    specs.keep(environment, { choice, tag, appId: outcome.appId, ...(edited ? { edited } : {}) });
    return deployed(environment, outcome, [
      ...(cancelled ? [t('It was published before it could be called off.')] : []),
      ...(failure && !cancelled
        ? [t`It was published, although Modal’s client failed: ${failure.message}`]
        : []),
      ...(edited ? [t`Your own version of ${file.shown} was deployed.`] : []),
    ]);
  }
  if (before.appId === undefined)
    await clearUnfinished(api, { environment, name }, attempt.unfinished).catch(() => undefined);
  if (cancelled) throw calledOff(before);
  if (failure) throw failure;
  if (outcome.kind === 'absent')
    throw problem(
      'outcome-unknown',
      t('Modal’s client says that it deployed the app, but Modal does not show it.'),
      {
        hint: t('Refresh the list in a minute, before you deploy again.'),
      },
    );
  const known = specs.get(environment, name)?.tag ?? tag;
  specs.keep(environment, { choice, tag: known, appId: outcome.appId, ...(edited ? { edited } : {}) });
  return deployed(environment, outcome, [t('Nothing had changed, so Modal made no new version.')]);
}

/** Without Modal's word, the program's own failure is the best there is; its success is not. */
async function askedFor(
  asked: Promise<Outcome>,
  failure: PlatformError | undefined,
  cancelled: boolean,
): Promise<Outcome> {
  try {
    return await asked;
  } catch (error) {
    if (failure && !cancelled) throw failure;
    const { message } = PlatformError.from(error, 'modal');
    throw problem('outcome-unknown', t('It was deployed or not: Modal could not be asked.'), {
      hint: t('Look at the list in a minute, before you deploy again.'),
      platformMessage: message,
    });
  }
}

function deployed(
  environment: string,
  { appId, version }: { appId: string; version?: number },
  notes: string[],
): Deployed {
  return { environment, appId, ...(version === undefined ? {} : { version }), notes };
}

function calledOff({ appId, version }: Standing): PlatformError {
  const before = version === undefined ? t('The version before') : t`Version ${version}`;
  return problem(
    'cancelled',
    appId === undefined ? t('Cancelled. Nothing was deployed.') : t`Cancelled. ${before} goes on.`,
  );
}
