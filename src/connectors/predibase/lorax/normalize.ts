import { t } from '@vscode/l10n';
import { isPrivateHost } from './private-host.ts';

const routes = [
  '/v1/chat/completions',
  '/v1/completions',
  '/v1',
  '/generate_stream',
  '/generate',
  '/health',
  '/info',
  '/metrics',
  '/docs',
];

/** A server's address as it is kept, without `/v1` and without a slash at its end; or why it cannot be one. */
export function normalizeServerUrl(text: string): { url: string; note?: string } | { no: string } {
  const typed = text.trim();
  if (typed === '') return { no: t('Enter the address of the server.') };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    return { no: t`Only http and https can be used, not ${scheme}.` };
  const parsed = URL.parse(scheme === undefined ? `http://${typed}` : typed);
  if (!parsed || parsed.hostname === '')
    return { no: t('This is not an address such as http://localhost:8080.') };
  if (parsed.username !== '' || parsed.password !== '')
    return {
      no: t(
        'Leave out the user name and password: a token is set beside the address, where it is kept safely.',
      ),
    };
  if (parsed.search !== '' || parsed.hash !== '')
    return { no: t('Leave out what follows the ? or #: the address ends with the host or a path.') };
  if (parsed.pathname.includes('/deployments/v2/llms/'))
    return {
      no: t(
        'This is a deployment behind Predibase’s gateway: connect Predibase with an API token and it is listed by itself.',
      ),
    };
  const open = isPrivateHost(parsed.hostname);
  const protocol = scheme ?? (open ? 'http' : 'https');
  // A port given without a scheme: read it as part of the address with the scheme that is taken.
  const url = scheme === undefined ? URL.parse(`${protocol}://${typed}`) : parsed;
  if (!url) return { no: t('This is not an address such as http://localhost:8080.') };
  const { path, cut } = withoutRoute(url.pathname);
  const notes = [
    ...(cut === '' ? [] : [t`Taken without ${cut}: Slipway adds the routes itself.`]),
    ...(protocol === 'http' && !open
      ? [t('Over plain http, prompts and tokens can be read on the way.')]
      : []),
  ];
  return {
    url: `${url.origin}${path}`,
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
  };
}

/** Copied addresses often end in a route; clients that append theirs then meet a 404. */
function withoutRoute(pathname: string): { path: string; cut: string } {
  let path = pathname.replace(/\/+$/, '');
  let cut = '';
  for (;;) {
    const route = routes.find((each) => path.endsWith(each));
    if (route === undefined) return { path, cut };
    cut = route + cut;
    path = path.slice(0, -route.length).replace(/\/+$/, '');
  }
}
