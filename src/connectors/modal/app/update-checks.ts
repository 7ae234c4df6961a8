import { t } from '@vscode/l10n';
import type { Check } from '../../plan.ts';
import { error, info, those, warning } from './check.ts';
import type { AppChoice } from './spec.ts';

/** What a change of an app that runs means, beside what is wrong with it as such. */
export function updateChecks(before: AppChoice, after: AppChoice): Check[] {
  const [was, is] = [before.spec, after.spec];
  const same = JSON.stringify(was) === JSON.stringify(is);
  return those(
    [
      before.environment !== after.environment,
      error(
        t('An app stays in its environment. Deploy it anew to have it in another one.'),
        'options.environment',
      ),
    ],
    [
      was.serving === 'server' && is.serving === 'server' && was.routing_region !== is.routing_region,
      error(t('Modal fixes the region of the router with the first deployment.'), 'options.routingRegion'),
    ],
    [
      was.serving !== is.serving,
      warning(t('Its address changes: whoever calls it needs the new one.'), 'options.serving'),
    ],
    [
      was.served.join() !== is.served.join(),
      warning(t('The model has another name then: whoever calls it has to send that.'), 'options.servedName'),
    ],
    [
      before.file !== after.file,
      info(t`The file ${before.file} stays where it is and is not used any more.`, 'options.file'),
    ],
    [same, info(t('Nothing of the app differs: Modal may make no new version.'))],
    [
      !same,
      info(t('Scaling that was changed while it runs ends with a deployment; what stands here holds.')),
    ],
  );
}
