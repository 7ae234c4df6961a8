import type {
  ConnectContext,
  Connector,
  ConnectorDefinition,
  DeploymentSpec,
  ModelRef,
  PlatformId,
} from '../../../../src/connectors/index.ts';
import { definitions } from '../../../../src/connectors/index.ts';
import { openClient } from '../../../../src/connectors/modal/client.ts';
import { ModalConnector } from '../../../../src/connectors/modal/connector.ts';
import type { ControlPlane } from '../../../../src/connectors/modal/wire.ts';
import { redactorOf, sealed } from '../../../../src/connectors/sealed.ts';
import type { SimControl } from '../../../platforms/kit/control.ts';
import { startModal } from '../../../platforms/modal/index.ts';
import { startLorax, startPredibase } from '../../../platforms/predibase/index.ts';
import { startReplicate } from '../../../platforms/replicate/index.ts';
import { startTogether } from '../../../platforms/together/index.ts';

type Way = Pick<ConnectContext, 'fetch' | 'clock'>;

/** A simulated account and the ways to connect to it. */
export interface Account {
  name: string;
  definition: ConnectorDefinition;
  control: SimControl;
  connect: (way: Way & { plane?: ControlPlane }) => Connector;
  /** Modal's: what its calls really go to. */
  plane?: ControlPlane;
  models: ModelRef[];
  spec: Omit<DeploymentSpec, 'name' | 'model'>;
  close: () => Promise<void>;
}

const ref = (id: string): ModelRef => ({ id, name: id, kind: 'model' });

async function together(): Promise<Account> {
  const sim = await startTogether();
  const { control, credentials, baseUrls } = sim;
  const definition = definitions.together;
  const connect = await definition.load();
  const models = [{ ...ref('arch_qwen9'), name: 'Qwen/Qwen3.5-9B' }];
  const config = { minReplicas: 1, maxReplicas: 2 };
  return {
    ...{ name: 'together', definition, control, models, spec: { config }, close: () => sim.close() },
    connect: ({ plane: _none, ...way }) => connect({ credentials, baseUrls, ...way }),
  };
}

async function replicate(): Promise<Account> {
  const sim = await startReplicate();
  const { control, credentials, baseUrls } = sim;
  const definition = definitions.replicate;
  const connect = await definition.load();
  const models = ['meta/llama-2-7b-chat', 'stability-ai/sdxl', 'acme/none'].map(ref);
  const config = { minReplicas: 0, maxReplicas: 1, instanceType: 'gpu-t4' };
  return {
    ...{ name: 'replicate', definition, control, models, spec: { config }, close: () => sim.close() },
    connect: ({ plane: _none, ...way }) =>
      connect({ credentials: { token: credentials.token }, baseUrls, ...way }),
  };
}

async function predibase(): Promise<Account> {
  const sim = await startPredibase();
  const { control, credentials, baseUrls } = sim;
  const definition = definitions.predibase;
  const connect = await definition.load();
  const models = [ref('qwen3-8b'), { ...ref('support/1'), kind: 'adapter' as const, base: 'qwen3-8b' }];
  const config = { minReplicas: 1, maxReplicas: 2, instanceType: 'a10_24gb_100', idleTimeoutMinutes: 30 };
  return {
    ...{ name: 'predibase', definition, control, models, spec: { config }, close: () => sim.close() },
    connect: ({ plane: _none, ...way }) =>
      connect({ credentials: { apiKey: credentials.apiToken, hfToken: 'hf_0123456789' }, baseUrls, ...way }),
  };
}

async function lorax(): Promise<Account> {
  const sim = await startLorax();
  const { control, baseUrls } = sim;
  const definition = definitions.predibase;
  const connect = await definition.load();
  const servers = [{ id: 'lab', label: 'Lab', url: baseUrls.server, token: 'lab-token-0001' }];
  return {
    ...{
      name: 'lorax',
      definition,
      control,
      models: [ref('none')],
      spec: { config: {} },
      close: () => sim.close(),
    },
    connect: ({ plane: _none, ...way }) => connect({ credentials: {}, servers, ...way }),
  };
}

async function modal(): Promise<Account> {
  const sim = await startModal();
  const { control, credentials, baseUrls } = sim;
  const definition = definitions.modal;
  const { tokenId, tokenSecret } = credentials;
  const { server } = baseUrls;
  const client = await openClient({ tokenId, tokenSecret, server, warn: () => undefined });
  const models = ['Qwen/Qwen3-8B', 'Qwen/Qwen3.6-27B-FP8'].map(ref);
  const spec = { variant: 'endpoint', config: { options: { weights: 'catalogue' } } };
  return {
    ...{ name: 'modal', definition, control, models, spec, plane: client.cpClient },
    connect: ({ plane, ...way }) =>
      sealed(
        new ModalConnector({ credentials: { ...credentials }, baseUrls, ...way }, baseUrls, plane),
        redactorOf(definition.credentials, { credentials: { ...credentials } }),
      ),
    close: async () => {
      client.close();
      await sim.close();
    },
  };
}

/** Each platform's, and a server of one's own. */
export const accounts: Readonly<Record<PlatformId | 'lorax', () => Promise<Account>>> = {
  ...{ together, replicate, predibase, lorax, modal },
};
