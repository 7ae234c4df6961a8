import { t } from '@vscode/l10n';
import { fieldId, fieldValue } from '../../connectors/config-field.ts';
import type { Check, ConfigField, DeploymentConfig, Plan } from '../protocol.ts';
import { Callout, ErrorCallout } from '../ui/Callout.tsx';
import { Icon, Waiting } from '../ui/marks.tsx';
import type { Resource } from '../ui/useResource.ts';
import { describeField } from './describe.ts';
import { isAvailable } from './form.ts';
import { Cost } from './PlanParts.tsx';
import { PlannedFiles } from './PlannedFiles.tsx';
import { Requests } from './Requests.tsx';

interface ReviewStepProps {
  plan: Resource<Plan>;
  /** What leads the summary: platform, model, variant, name. */
  facts: readonly (readonly [string, string])[];
  fields: readonly ConfigField[];
  config: DeploymentConfig;
  /** Editing: what it is now; only what differs is listed. */
  before?: DeploymentConfig | undefined;
  /** Editing: what a change means on this platform beyond its words. */
  consequence?: string | undefined;
  platformName: string;
  goTo: (field: NonNullable<Check['field']>) => void;
}

export function ReviewStep(props: ReviewStepProps) {
  const { plan, facts, fields, config, before, consequence, platformName, goTo } = props;
  return (
    <div class="stack-large">
      {/* First, because it decides whether the rest is worth reading. */}
      {plan.error === undefined ? null : <ErrorCallout error={plan.error} retry={plan.reload} />}
      {plan.value === undefined ? null : <Checks checks={plan.value.checks} goTo={goTo} />}
      {plan.value === undefined && plan.loading ? (
        <Waiting>
          {t('Checking it with')} {platformName}…
        </Waiting>
      ) : null}
      {consequence === undefined ? null : (
        <Callout level="info">
          <p>{consequence}</p>
        </Callout>
      )}
      {before === undefined ? (
        <Summary facts={facts} fields={fields} config={config} />
      ) : (
        <Diff fields={fields} before={before} change={config} />
      )}
      {plan.value === undefined ? null : (
        <>
          <Cost plan={plan.value} config={config} before={before} platformName={platformName} />
          <PlannedFiles files={plan.value.files ?? []} />
          <Requests requests={plan.value.requests} />
        </>
      )}
    </div>
  );
}

type SummaryProps = Pick<ReviewStepProps, 'facts' | 'fields' | 'config'>;

function Summary({ facts, fields, config }: SummaryProps) {
  const set = fields.filter((field) => isAvailable(field) && fieldValue(field, config) !== undefined);
  return (
    <section>
      <h2>{t('Configuration')}</h2>
      <dl class="summary">
        {[...facts, ...set.map((field) => [field.label, describeField(field, config)] as const)].map(
          ([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      <p class="quiet small">{t('Everything else stays at the platform’s default.')}</p>
    </section>
  );
}

interface DiffProps {
  fields: readonly ConfigField[];
  before: DeploymentConfig;
  change: DeploymentConfig;
}

function Diff({ fields, before, change }: DiffProps) {
  const changed = fields.filter((field) => fieldValue(field, change) !== undefined);
  const after = { ...before, ...change, options: { ...before.options, ...change.options } };
  return (
    <section>
      <h2>{t('Changes')}</h2>
      <table class="diff">
        <thead>
          <tr>
            <th>{t('Setting')}</th>
            <th>{t('Now')}</th>
            <th>{t('After')}</th>
          </tr>
        </thead>
        <tbody>
          {changed.map((field) => (
            <tr key={fieldId(field)}>
              <th scope="row">{field.label}</th>
              <td>
                <del>{describeField(field, before)}</del>
              </td>
              <td>
                <Icon name="arrow-right" class="inline-icon" /> <ins>{describeField(field, after)}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Checks({ checks, goTo }: { checks: readonly Check[]; goTo: ReviewStepProps['goTo'] }) {
  if (checks.length === 0) {
    return (
      <p class="row all-good">
        <Icon name="pass-filled" /> {t('All checks passed.')}
      </p>
    );
  }
  const order = { error: 0, warning: 1, info: 2 };
  return (
    <section class="stack-small" aria-label={t('Checks')}>
      {[...checks]
        .sort((a, b) => order[a.level] - order[b.level])
        .map(({ level, message, field }) => (
          <Callout key={message} level={level}>
            <p>
              {message}{' '}
              {field === undefined || level === 'info' ? null : (
                <button type="button" class="text-button" onClick={() => goTo(field)}>
                  {t('Change it')}
                </button>
              )}
            </p>
          </Callout>
        ))}
    </section>
  );
}
