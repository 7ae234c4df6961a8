import assert from 'node:assert/strict';
import { PlatformError } from '../../../../src/connectors/index.ts';
import {
  deriveServing,
  Hosts,
  normalizeGateway,
  normalizeServing,
} from '../../../../src/connectors/predibase/hosts.ts';
import { closeBenches, fails, openBench } from './bench.ts';

const invalid = (run: () => unknown): PlatformError => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof PlatformError && error.code === 'invalid', String(error));
    return error;
  }
  return assert.fail('it was taken');
};

describe('the addresses of a Predibase installation', () => {
  afterEach(() => closeBenches());

  it('are taken in the forms that people have them in', () => {
    const same = 'https://api.corp.example';
    for (const text of [same, ' api.corp.example ', `${same}/`, `${same}/v1`, `${same}/v2/`, `${same}//`])
      assert.equal(normalizeGateway(text), same, text);
    assert.equal(normalizeGateway('http://10.0.0.5:8000/v1'), 'http://10.0.0.5:8000');
    assert.equal(normalizeGateway('corp.example/predibase/v2'), 'https://corp.example/predibase');
    assert.equal(normalizeServing('http://127.0.0.1:9'), 'http://127.0.0.1:9');
    for (const text of [
      'ftp://corp.example',
      'https://user:pass@corp.example',
      'https://corp.example/?a=b',
      'https://',
    ])
      invalid(() => normalizeGateway(text));
  });

  it('trap 29: derives the serving host, and asks for it where the rule makes nonsense', () => {
    assert.equal(new Hosts({}).serving, 'https://serving.app.predibase.com');
    assert.equal(deriveServing('https://api.corp.example:8443'), 'https://serving.corp.example:8443');
    for (const gateway of [
      'http://localhost:8000',
      'https://10.0.0.5',
      'http://[::1]:8000',
      'https://predibase',
    ]) {
      const { data } = invalid(() => deriveServing(gateway));
      assert.match(data.hint ?? '', /slipway\.predibase\.baseUrl\.serving/);
    }
    assert.equal(
      new Hosts({ gateway: 'http://10.0.0.5', serving: 'http://10.0.0.6:8080/' }).serving,
      'http://10.0.0.6:8080',
    );
  });

  it('refuses a serving address without a tenant that ends in a version, with the reason', () => {
    const { message } = invalid(() => normalizeServing('https://serving.app.predibase.com/v1'));
    assert.match(message, /tenant and deployment/);
  });

  it('are found wrong when the connection is made, and do not hide the list', async () => {
    const bench = await openBench();
    const connector = bench.again({ baseUrls: { gateway: bench.sim.baseUrls.gateway } });
    const error = await fails('invalid', connector.verify());
    assert.match(error.data.hint ?? '', /baseUrl\.serving/);
    const { deployments } = await connector.list();
    assert.ok(deployments.length > 3);
    assert.ok(deployments.every(({ endpoint }) => endpoint === undefined));
  });
});
