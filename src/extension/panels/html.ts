import { t } from '@vscode/l10n';
import type { PanelData } from '../../webviews/protocol.ts';

export interface PageOptions {
  title: string;
  nonce: string;
  /** The webview's own source for styles, fonts and pictures. */
  source: string;
  script: string;
  style: string;
  /** What the panel is about: the page keeps it in its state, for a reload of the window. */
  data: PanelData;
  /** The page says that nothing on it is real. */
  simulated: boolean;
  /** Its language, and the messages of it as JSON; English needs none. */
  language?: { id: string; messages: string };
}

/** The page of a panel. No network at all: everything it knows comes through the host. */
export function page({
  title,
  nonce,
  source,
  script,
  style,
  data,
  simulated,
  language,
}: PageOptions): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source} data:`,
    `connect-src 'none'`,
    `form-action 'none'`,
    `base-uri 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language?.id ?? 'en')}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta property="csp-nonce" content="${nonce}">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(style)}">
</head>
<body>
${simulated ? sandboxNote() : ''}<div id="root"${dataset('key', data.key)}${dataset('draft-id', data.draftId)}></div>
${language ? messagesOf(language.messages) : ''}<script type="module" nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>`;
}

/** Written by the host and not by the page's script: it is there before anything else, and in every panel. */
const sandboxNote = (): string =>
  `<aside class="sandbox-note">${t('Simulated: nothing here is real or costs anything.')} <a href="command:slipway.closeSandbox">${t('Leave the Sandbox')}</a></aside>
`;

/** Data for the page's script, which nothing runs; `<` is written so that no text can end it. */
const messagesOf = (messages: string): string =>
  `<script type="application/json" id="messages">${messages.replaceAll('<', '\\u003c')}</script>
`;

const dataset = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` data-${name}="${attribute(value)}"`;

const escapes: Record<string, string> = {
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
  '<': '&lt;',
  '>': '&gt;',
};
const attribute = (text: string): string => text.replace(/[&"'<>]/g, (character) => escapes[character] ?? '');
