import { config } from '@vscode/l10n';
import { setLocale } from '../connectors/locale.ts';

/**
 * The page brings the messages of its language along (src/extension/panels/html.ts). Imported first in each panel:
 * tables hold messages, too.
 */
const messages = document.getElementById('messages')?.textContent;
if (messages) {
  config({ contents: messages });
  setLocale(document.documentElement.lang);
}
