import { startModal } from '../../platforms/modal/index.ts';
import { startLorax, startPredibase } from '../../platforms/predibase/index.ts';
import { startReplicate } from '../../platforms/replicate/index.ts';
import { startTogether } from '../../platforms/together/index.ts';
import type { VSCode } from '../driver.ts';
import { addServer, baseUrlSettings, connect, connectModal } from './platforms.ts';
import { connectTogether } from './slipway.ts';

export const proxyKey = 'lab-proxy-key-0001';
const live = { clock: { speed: 60 } };

export type Everything = Awaited<ReturnType<typeof startAll>>;

/** A simulator of each platform, and a server of one's own. */
export async function startAll() {
  return {
    together: await startTogether(live),
    replicate: await startReplicate(live),
    predibase: await startPredibase(live),
    lorax: await startLorax({ ...live, proxyToken: proxyKey }),
    modal: await startModal(live),
  };
}

export const settingsOf = ({
  together,
  replicate,
  predibase,
  modal,
}: Everything): Record<string, string> => ({
  ...baseUrlSettings('together', together.baseUrls),
  ...baseUrlSettings('replicate', replicate.baseUrls),
  ...baseUrlSettings('predibase', predibase.baseUrls),
  ...baseUrlSettings('modal', modal.baseUrls),
});

/** Connects all of them, and waits for a row of each. */
export async function connectAll(vscode: VSCode, sims: Everything): Promise<void> {
  const { window } = vscode;
  await connectTogether(vscode, sims.together);
  await connect(vscode, 'Replicate', [{ text: sims.replicate.credentials.token, secret: true }]);
  await connect(
    vscode,
    'Predibase',
    [{ text: sims.predibase.credentials.apiToken, secret: true }, { text: '' }, { text: '' }],
    'Connect an account',
  );
  await addServer(vscode, {
    url: `${sims.lorax.baseUrls.server}/v1`,
    label: 'Lab server',
    key: proxyKey,
    price: '1.20',
  });
  await connectModal(vscode, sims.modal.credentials);
  await window.row(/^qwen-fp8, Active/).waitFor();
  await window.row(/^chat-prod, Active \(inferred\)/).waitFor();
  await window.row(/^support-prod, Active/).waitFor();
  await window.row(/^support-70b, Active/).waitFor();
  await window.row(/^Lab server, .*LoRAX server.*\$1\.20\/h/).waitFor();
}
