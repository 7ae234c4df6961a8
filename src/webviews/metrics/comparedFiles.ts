/** A comparison as files: every digit, and what is unknown left out. Pure. */
import type { DeploymentView, MetricsReport } from '../protocol.ts';
import { labelsOf, measures } from './compared.ts';
import { csv, dollars, instant } from './csv.ts';
import { units } from './export.ts';

interface Compared {
  deployments: readonly DeploymentView[];
  reports: readonly MetricsReport[];
}

/** A line for each measure, a column for each deployment. */
export function comparisonCsv({ deployments, reports }: Compared): string {
  return csv(
    ['group', 'measure', 'unit', ...labelsOf(deployments)],
    measures.map(({ group, title, unit, of }) => {
      const values = reports.map((report) => (unit === 'usd' ? dollars(of(report)) : of(report)));
      return [group, title, unit, ...values];
    }),
  );
}

export function comparisonJson({ deployments, reports }: Compared): string {
  const file = {
    ...units,
    deployments: deployments.map(({ name, platform, status, model }, i) => ({
      ...{ name, platform, status, model: model.id },
      ...windowOf(reports[i]),
      measuredBySlipway: reports[i],
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

const windowOf = (report: MetricsReport | undefined) =>
  report && { window: { from: instant(report.window.from), to: instant(report.window.to) } };
