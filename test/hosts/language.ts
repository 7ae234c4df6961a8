import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives the server a language to speak, as an installed language pack does: the file is the one in which VS Code keeps
 * those. This pack translates nothing of the editor's own, so only extensions change.
 */
export async function installLanguage(dataDir: string, language: string): Promise<void> {
  const folder = join(dataDir, 'data');
  await mkdir(folder, { recursive: true });
  const translations = join(folder, `${language}.i18n.json`);
  await writeFile(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  const pack = {
    hash: language,
    label: language,
    extensions: [{ extensionIdentifier: { id: `test.language-${language}` }, version: '1.0.0' }],
    translations: { vscode: translations },
  };
  await writeFile(join(folder, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}
