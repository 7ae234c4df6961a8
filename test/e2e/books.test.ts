import assert from 'node:assert/strict';
import { startReplicate } from '../platforms/replicate/index.ts';
import { startTogether } from '../platforms/together/index.ts';
import { recordFailures, VSCode } from './driver.ts';
import { MetricsPage } from './pages/metrics.ts';
import { baseUrlSettings, connect } from './pages/platforms.ts';
import { connectTogether } from './pages/slipway.ts';
import { settled } from './settled.ts';

const minute = 60_000;

/** What the panel says that was spent, beside the books of the platforms, which bill by their own rules. */
describe('Numbers on the screen and in the ledger', function () {
  this.timeout(300_000);
  let together: Awaited<ReturnType<typeof startTogether>>;
  let replicate: Awaited<ReturnType<typeof startReplicate>>;
  let vscode: VSCode;
  recordFailures(() => vscode.evidence());

  before(async () => {
    together = await startTogether({ clock: { speed: 60 } });
    replicate = await startReplicate({ clock: { speed: 60 } });
    vscode = await VSCode.open({
      settings: {
        ...baseUrlSettings('together', together.baseUrls),
        ...baseUrlSettings('replicate', replicate.baseUrls),
      },
    });
  });
  after(async () => {
    await vscode.close();
    await Promise.all([together.close(), replicate.close()]);
  });

  /** Amounts are shown to the cent: half of one is rounding. */
  function holds({ low, high }: { low: number; high: number }, nano: number): void {
    const dollars = nano / 1e9;
    const within = low - 0.005 <= dollars && dollars <= high + 0.005;
    assert.ok(within, `$${dollars} owed in the window, shown $${low} to $${high}`);
  }

  /** The panel after one more reading of it, and between which instants that was made. */
  async function readAgain(metrics: MetricsPage): Promise<{ shown: number; asked: number; seen: number }> {
    const old = await metrics.exact('Cost');
    const asked = Date.now();
    await metrics.refresh();
    let shown = old;
    await settled(async () => {
      shown = await metrics.exact('Cost');
      assert.notEqual(shown, old);
    });
    return { shown, asked, seen: Date.now() };
  }

  it('agree to the poll on what was watched, and the range holds what was not', async () => {
    const { window } = vscode;
    const connecting = Date.now();
    await connectTogether(vscode, together);
    await window.row(/^qwen-bf16, Active/).waitFor();
    const connected = Date.now();
    await window.rowAction(/^qwen-bf16,/, /Metrics/);
    const metrics = new MetricsPage(await window.panel(/^Metrics: /));
    await metrics.window('15 min');
    const { id } = together.control.deployment('qwen-bf16');
    const owed = (from: number, to: number) =>
      together.control.cost({ deploymentId: id, from, to }).nanoUsd ?? Number.NaN;
    // Long enough that the seconds of connecting are a small part of it, however slow the machine is.
    const watchedMs = Math.max(30_000, 8 * (connected - connecting));
    await settledWithin(2 * watchedMs, async () =>
      assert.ok((await metrics.exact('Cost')) > owed(Date.now() - watchedMs, Date.now()) * 0.9),
    );
    let seen = 0;
    let wrong: string | undefined;
    await settledWithin(60_000, async () => {
      const reading = await readAgain(metrics);
      ({ seen } = reading);
      const [least, most] = [owed(connected, reading.asked), owed(connecting, seen)];
      const { shown } = reading;
      if (shown < least || shown > most) wrong ??= `shown ${shown}, owed between ${least} and ${most}`;
      assert.ok(most - least < 0.25 * least, 'the bounds are close to each other');
    });
    assert.equal(wrong, undefined);
    holds(await metrics.range('Cost'), owed(seen - 15 * minute, seen));
    await window.screenshot('ledger-together');
  });

  it('hold the bill in a range where the platform tells no count of what runs', async () => {
    const { window } = vscode;
    await connect(vscode, 'Replicate', [{ text: replicate.credentials.token, secret: true }]);
    await window.row(/^chat-prod, Active/).waitFor();
    await window.rowAction(/^chat-prod,/, /Metrics/);
    const metrics = new MetricsPage(await window.panel(/^Metrics: chat-prod/));
    await metrics.window('15 min');
    await settled(async () => assert.match(await metrics.text('Cost'), /\$[\d.]+ – \$/));
    const seen = Date.now();
    const bill = replicate.control.cost({ deployment: 'acme/chat-prod', from: seen - 15 * minute, to: seen });
    holds(await metrics.range('Cost'), bill.nanoUsd ?? Number.NaN);
    await window.screenshot('ledger-replicate');
  });
});

async function settledWithin(ms: number, assertion: () => Promise<void>): Promise<void> {
  const end = Date.now() + ms;
  while (Date.now() < end - 20_000)
    try {
      await assertion();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  await settled(assertion);
}
