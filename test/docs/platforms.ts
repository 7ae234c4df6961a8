import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import type { ConnectorDefinition, Support } from '../../src/connectors/connector.ts';
import { definitions } from '../../src/connectors/index.ts';

/** docs/platforms.md is written from the definitions, so that the page and the program say the same. */
export const page = new URL('../../docs/platforms.md', import.meta.url);

export async function platformsPage(): Promise<string> {
  const known = Object.values(definitions);
  const text = [
    '# What each platform can do',
    'Written by `npm run docs` from the connector definitions in `src/connectors`; a test holds it to them.',
    `**native**: the platform does it. **emulated**: Slipway does it, and how. **absent**: nobody does, and why.`,
    ...known.flatMap(section),
  ].join('\n\n');
  return await format(text, { parser: 'markdown', printWidth: 110, proseWrap: 'preserve' });
}

function section(platform: ConnectorDefinition): string[] {
  return [
    `## ${platform.displayName}`,
    `${platform.purpose} <${platform.homepage}>`,
    '### Capabilities',
    table(
      ['capability', 'support', ''],
      Object.entries(platform.capabilities).map(([name, support]) => [name, support.level, detail(support)]),
    ),
    '### Configuration',
    table(
      ['setting', 'support', 'can be changed later', ''],
      platform.fields.map(({ label, support, updatable, help }) => [
        label,
        support.level,
        support.level === 'absent' ? '' : updatable === true ? 'yes' : `no: ${updatable.no}`,
        support.level === 'absent' ? support.why : [help, detail(support)].filter(Boolean).join(' '),
      ]),
    ),
    '### Credentials and addresses',
    table(
      ['credential', 'environment variable', ''],
      platform.credentials.map(({ label, env, help }) => [
        label,
        env === undefined ? '' : `\`${env}\``,
        help,
      ]),
    ),
    table(
      ['address', 'default', ''],
      platform.baseUrls.map(({ key, default: url, help }) => [
        `\`${key}\``,
        url === '' ? '' : `<${url}>`,
        help,
      ]),
    ),
    ...(platform.servers
      ? [`**${platform.servers.label}**, registered by its URL: ${lowered(platform.servers.help)}`]
      : []),
    ...(platform.removal === 'background'
      ? ['Deleting takes many minutes: it goes on in the background, survives a reload and can be cancelled.']
      : []),
  ];
}

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

function detail(support: Support): string {
  if (support.level === 'native') return '';
  return support.level === 'emulated' ? support.how : support.why;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const written = (): Promise<string> => readFile(page, 'utf8');

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(page, await platformsPage());
