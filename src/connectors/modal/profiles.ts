import { t } from '@vscode/l10n';
import type { CredentialImport, LocalSystem } from '../definition.ts';
import { PlatformError } from '../errors.ts';

type Found = Awaited<ReturnType<CredentialImport['find']>>[number];
type Table = Record<string, unknown>;

/** The tokens that Modal's own programs keep on this machine, one profile for each. It is read and never written. */
export const profileImport: CredentialImport = {
  label: t('Import from ~/.modal.toml'),
  find: async (system) => {
    const path = text(system.env['MODAL_CONFIG_PATH']) ?? `${system.home}/.modal.toml`;
    const content = await system.readText(path);
    if (content === undefined) return [];
    const profiles = Object.entries(await parsed(content, path)).filter((entry): entry is [string, Table] =>
      isTable(entry[1]),
    );
    const found = profiles.flatMap(([name, profile]) => toChoice(name, profile, path, system));
    if (found.length === 0 && profiles.some(([, profile]) => usesOAuth(profile))) throw onlyOAuth(path);
    const first = chosen(profiles, system);
    return found.sort((a, b) => Number(b.label === first) - Number(a.label === first));
  },
};

function toChoice(name: string, profile: Table, path: string, system: LocalSystem): Found[] {
  const tokenId = text(profile['token_id']);
  const tokenSecret = text(profile['token_secret']);
  if (tokenId === undefined || tokenSecret === undefined) return [];
  const active = profile['active'] === true;
  const environment = text(profile['environment']);
  const facts = [
    ...(name === text(system.env['MODAL_PROFILE'])
      ? [t('named by MODAL_PROFILE')]
      : active
        ? ['active']
        : []),
    ...(environment === undefined ? [] : [t`environment ${environment}`]),
    path,
  ];
  return [{ label: name, detail: facts.join(', '), credentials: { tokenId, tokenSecret } }];
}

/** As Modal's clients choose: the variable, then the active one, then `default`. */
function chosen(profiles: readonly [string, Table][], { env }: LocalSystem): string | undefined {
  const active = profiles.find(([, { active }]) => active === true);
  return text(env['MODAL_PROFILE']) ?? active?.[0] ?? 'default';
}

async function parsed(content: string, path: string): Promise<Table> {
  const { parse } = await import('smol-toml');
  try {
    return parse(content);
  } catch {
    // The parser's own message quotes the line, and with it perhaps a secret.
    throw new PlatformError({
      platform: 'modal',
      code: 'invalid',
      message: t`${path} is not written as TOML.`,
      hint: t('Mend it, or paste the token instead.'),
    });
  }
}

function onlyOAuth(path: string): PlatformError {
  return new PlatformError({
    platform: 'modal',
    code: 'unsupported',
    message: t`The profiles in ${path} sign in with OAuth, which is for automation.`,
    hint: t('Make a token with: modal token new'),
  });
}

const usesOAuth = (profile: Table): boolean => text(profile['oauth_client_id']) !== undefined;

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
