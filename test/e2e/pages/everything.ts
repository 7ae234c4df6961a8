import { startModal } from '../../platforms/modal/index.ts';
import { startLorax, startPredibase } from '../../platforms/predibase/index.ts';
import { startReplicate } from '../../platforms/replicate/index.ts';
import { startTogether } from '../../platforms/together/index.ts';
import { platformIds, type PlatformId } from '../../../src/connectors/domain.ts';
import type { VSCode } from '../driver.ts';
import { addServer, baseUrlSettings, connect, connectModal } from './platforms.ts';
import { connectTogether } from './slipway.ts';

export const proxyKey = 'lab-proxy-key-0001';
const live = { clock: { speed: 60 } };

/** A platform, or a server of one's own. */
type One = PlatformId | 'lorax';

export type Everything = Awaited<ReturnType<typeof startAll>>;

/** A simulator of each platform, and a server of one's own. */
export async function startAll() {
  return {
    together: await startTogether(live),
    replicate: await startReplicate(live),
    predibase: await startPredibase(live),
    lorax: await startLorax({ ...live, proxyToken: proxyKey }),
    modal: await startModal(live),
  } satisfies Record<One, unknown>;
}

export const settingsOf = (sims: Everything): Record<string, string> =>
  Object.assign({}, ...platformIds.map((id) => baseUrlSettings(id, sims[id].baseUrls))) as Record<
    string,
    string
  >;

/** How one is connected, and a row that it has then. */
interface Way {
  connect: (vscode: VSCode, sims: Everything) => Promise<void>;
  row: RegExp;
}

const ways: Readonly<Record<One, Way>> = {
  together: {
    connect: (vscode, { together }) => connectTogether(vscode, together),
    row: /^qwen-fp8, Active/,
  },
  replicate: {
    connect: (vscode, { replicate }) =>
      connect(vscode, 'Replicate', [{ text: replicate.credentials.token, secret: true }]),
    row: /^chat-prod, Active \(inferred\)/,
  },
  predibase: {
    connect: (vscode, { predibase }) =>
      connect(
        vscode,
        'Predibase',
        [{ text: predibase.credentials.apiToken, secret: true }, { text: '' }, { text: '' }],
        'Connect an account',
      ),
    row: /^support-prod, Active/,
  },
  lorax: {
    connect: (vscode, { lorax }) =>
      addServer(vscode, {
        url: `${lorax.baseUrls.server}/v1`,
        label: 'Lab server',
        key: proxyKey,
        price: '1.20',
      }),
    row: /^Lab server, .*LoRAX server.*\$1\.20\/h/,
  },
  modal: {
    connect: (vscode, { modal }) => connectModal(vscode, modal.credentials),
    row: /^support-70b, Active/,
  },
};

/** Connects all of them, and waits for a row of each. */
export async function connectAll(vscode: VSCode, sims: Everything): Promise<void> {
  for (const { connect: through } of Object.values(ways)) await through(vscode, sims);
  for (const { row } of Object.values(ways)) await vscode.window.row(row).waitFor();
}
