import type { Check, ConfigField, DeploymentConfig, Plan, PlannedRequest } from '../protocol.ts';
import { exactMoney, hoursPerMonth, money, perHour, perMonth, priceSource } from '../format.ts';
import { Callout, ErrorCallout } from '../ui/Callout.tsx';
import { useNow } from '../ui/hooks.ts';
import { Code, Disclosure, json } from '../ui/layout.tsx';
import { Icon, Waiting } from '../ui/marks.tsx';
import type { Resource } from '../ui/useResource.ts';
import { describeField } from './describe.ts';
import { isAvailable } from './form.ts';

interface ReviewStepProps {
  plan: Resource<Plan>;
  /** What leads the summary: platform, model, variant, name. */
  facts: readonly (readonly [string, string])[];
  fields: readonly ConfigField[];
  config: DeploymentConfig;
  /** Editing: what it is now; only what differs is listed. */
  before?: DeploymentConfig | undefined;
  platformName: string;
  goTo: (field: NonNullable<Check['field']>) => void;
}

export function ReviewStep({ plan, facts, fields, config, before, platformName, goTo }: ReviewStepProps) {
  return (
    <div class="stack-large">
      {/* First, because it decides whether the rest is worth reading. */}
      {plan.error === undefined ? null : <ErrorCallout error={plan.error} retry={plan.reload} />}
      {plan.value === undefined ? null : <Checks checks={plan.value.checks} goTo={goTo} />}
      {plan.value === undefined && plan.loading ? <Waiting>Checking it with {platformName}…</Waiting> : null}
      {before === undefined ? (
        <Summary facts={facts} fields={fields} config={config} />
      ) : (
        <Diff fields={fields} before={before} change={config} />
      )}
      {plan.value === undefined ? null : (
        <>
          <Cost plan={plan.value} config={config} before={before} platformName={platformName} />
          <Requests requests={plan.value.requests} />
        </>
      )}
    </div>
  );
}

type SummaryProps = Pick<ReviewStepProps, 'facts' | 'fields' | 'config'>;

function Summary({ facts, fields, config }: SummaryProps) {
  const set = fields.filter((field) => isAvailable(field) && config[field.key] !== undefined);
  return (
    <section>
      <h2>Configuration</h2>
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
      <p class="quiet small">Everything else stays at the platform’s default.</p>
    </section>
  );
}

interface DiffProps {
  fields: readonly ConfigField[];
  before: DeploymentConfig;
  change: DeploymentConfig;
}

function Diff({ fields, before, change }: DiffProps) {
  const changed = fields.filter((field) => change[field.key] !== undefined);
  return (
    <section>
      <h2>Changes</h2>
      <table class="diff">
        <thead>
          <tr>
            <th>Setting</th>
            <th>Now</th>
            <th>After</th>
          </tr>
        </thead>
        <tbody>
          {changed.map((field) => (
            <tr key={field.key}>
              <th scope="row">{field.label}</th>
              <td>
                <del>{describeField(field, before)}</del>
              </td>
              <td>
                <Icon name="arrow-right" class="inline-icon" />{' '}
                <ins>{describeField(field, { ...before, ...change })}</ins>
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
        <Icon name="pass-filled" /> All checks passed.
      </p>
    );
  }
  const order = { error: 0, warning: 1, info: 2 };
  return (
    <section class="stack-small" aria-label="Checks">
      {[...checks]
        .sort((a, b) => order[a.level] - order[b.level])
        .map(({ level, message, field }) => (
          <Callout key={message} level={level}>
            <p>
              {message}{' '}
              {field === undefined || level === 'info' ? null : (
                <button type="button" class="text-button" onClick={() => goTo(field)}>
                  Change it
                </button>
              )}
            </p>
          </Callout>
        ))}
    </section>
  );
}

type CostProps = Pick<ReviewStepProps, 'config' | 'before' | 'platformName'> & { plan: Plan };

function Cost({ plan, config, before, platformName }: CostProps) {
  const now = useNow();
  const { minPerHour, maxPerHour, price } = plan.estimate;
  const min = config.minReplicas ?? before?.minReplicas;
  const max = config.maxReplicas ?? before?.maxReplicas;
  if (minPerHour === undefined && maxPerHour === undefined) {
    return (
      <Callout level="warning" title="Price unknown">
        <p>{platformName} lists no price for this hardware, so Slipway cannot say what it will cost.</p>
      </Callout>
    );
  }
  const rows = [
    ['At the minimum', min, minPerHour],
    ['At the maximum', max, maxPerHour],
  ] as const;
  return (
    <section>
      <h2>Cost</h2>
      <table class="cost">
        <thead>
          <tr>
            <td />
            <th class="right">Replicas</th>
            <th class="right">Per hour</th>
            <th class="right">Per month</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, replicas, nano]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td class="right">{replicas ?? 'platform default'}</td>
              <td class="right" title={nano === undefined ? undefined : exactMoney(nano)}>
                {nano === undefined ? 'unknown' : perHour(nano)}
              </td>
              <td class="right">{nano === undefined ? 'unknown' : perMonth(nano)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {price === undefined ? null : (
        <p class="quiet small">
          {money(price.perReplicaHour)} per replica per hour, {priceSource(price.source, platformName, now)}.
          A month is {hoursPerMonth} hours.
        </p>
      )}
    </section>
  );
}

function Requests({ requests }: { requests: readonly PlannedRequest[] }) {
  return (
    <section>
      <h2>What will be sent</h2>
      <ol class="requests">
        {requests.map((request, index) => (
          <li key={`${request.method} ${request.url} ${String(index)}`}>
            <p>{request.note}</p>
            {request.body === undefined ? (
              <p class="mono request-line">
                {request.method} {request.url}
              </p>
            ) : (
              <Disclosure
                summary={
                  <span class="mono request-line">
                    {request.method} {request.url}
                  </span>
                }
              >
                <Code
                  text={json(request.body)}
                  label={`Body of request ${String(index + 1)}: ${request.note}`}
                />
              </Disclosure>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
