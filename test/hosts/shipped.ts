import type { PlatformId } from '../../src/connectors/domain.ts';

/** What is read with its first use, dist/<name>.cjs: KiB that it may weigh before someone has to say why. */
export const late = {
  together: 120,
  replicate: 120,
  predibase: 130,
  modal: 200,
  // Modal's own client with gRPC, as Modal publishes it.
  'modal-sdk': 1800,
  agent: 320,
  figures: 25,
  panels: 40,
  workbench: 12,
  connecting: 30,
  // The simulators; what they share with Modal's client, gRPC above all, is beside it.
  sandbox: 400,
  'sandbox-window': 12,
} satisfies Record<PlatformId, number> & Record<string, number>;

/** The same of scripts of the panels, dist/webviews/<name>.js. */
export const scripts = {
  wizard: 200,
  tester: 200,
  metrics: 200,
  // Drawing, read when the first chart is on the page.
  plot: 60,
};

const lateFile = (name: string): string => `dist/${name}.cjs`;
const scriptFile = (name: string): string => `dist/webviews/${name}.js`;

/** All files that have a budget of their own. */
export const budgets: readonly [file: string, limit: number][] = [
  ...Object.entries(late).map(([name, limit]): [string, number] => [lateFile(name), limit]),
  ...Object.entries(scripts).map(([name, limit]): [string, number] => [scriptFile(name), limit]),
];

/** All that ships, and nothing else: each line must match a file, and each file a line. */
export const shipped: readonly RegExp[] = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^media\/[\w-]+\.(png|svg)$/,
  /^dist\/(extension|house)\.cjs$/,
  /^dist\/shared-[A-Z0-9]{8}\.cjs$/,
  /^dist\/webviews\/(wizard|tester|metrics)\.css$/,
  /^dist\/webviews\/codicon\.ttf$/,
  /^dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^package\.nls(\.de)?\.json$/,
  /^l10n\/(bundle\.l10n|webviews)\.de\.json$/,
  ...budgets.map(([file]) => new RegExp(`^${file.replaceAll('.', '\\.')}$`)),
];

/** May be there. */
export const optional: readonly RegExp[] = [/^CHANGELOG\.md$/, /^media\/walkthrough\/[\w-]+\.(svg|md|png)$/];
