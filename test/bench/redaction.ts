import type { Connector, Listing } from '../../src/connectors/connector.ts';
import { definitions } from '../../src/connectors/index.ts';
import { redactValue, redactor } from '../../src/connectors/redact.ts';
import { startTogether } from '../platforms/together/index.ts';
import { patientClock } from '../unit/connectors/kit.ts';
import { median, tell } from './measure.ts';

const rows = 10_000;

/** What it costs that no key is in a list, of the list that it is part of. */
export async function benchRedaction(): Promise<void> {
  const { connector, apiKey, close } = await listed();
  try {
    const list = await median(() => connector.list(), 7);
    const redact = redactor([apiKey]);
    // Texts that were looked at before would be known to the machine.
    const fresh: Listing[] = [];
    const json = JSON.stringify(await connector.list());
    for (let i = 0; i < 12; i++) fresh.push(JSON.parse(json) as Listing);
    const clean = await median(() => redactValue(fresh.pop(), redact));
    tell(
      'fleet.redact.10000',
      clean,
      'ms',
      'Looking for keys in a list of 10 000 deployments, processor time',
    );
    tell('fleet.redact.share', clean / list, 'ratio', 'Of the poll of the list, without the network');
  } finally {
    await close();
  }
}

/** A connector whose platform is a memory of what the simulator once said, so that only the connector is at work. */
async function listed(): Promise<{ connector: Connector; apiKey: string; close: () => Promise<void> }> {
  const sim = await startTogether();
  sim.control.fillDeployments(rows);
  const connect = await definitions.together.load();
  const said = new Map<string, string>();
  const remembering: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const text = said.get(url) ?? (await (await fetch(url, init)).text());
    said.set(url, text);
    return new Response(text, { headers: { 'content-type': 'application/json' } });
  };
  const { credentials, baseUrls } = sim;
  const connector = connect({
    credentials: { ...credentials },
    baseUrls: { ...baseUrls },
    clock: patientClock(sim.control),
    fetch: remembering,
  });
  const { deployments } = await connector.list();
  if (deployments.length < rows) throw new Error(`${deployments.length} rows, not ${rows}`);
  return {
    connector,
    apiKey: credentials.apiKey,
    close: () => (connector.dispose(), sim.close()),
  };
}
