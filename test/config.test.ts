import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { envExample, readConfig, readLanguage } from '../src/config.ts';

const DATA = { DAUYS_DATA: '/srv/data' };

describe('readConfig', () => {
  it('needs the data directory alone, and defaults to the local address without Redis', () => {
    const { config, secrets } = readConfig({}, DATA);
    expect(config).toEqual({
      annulmentMs: 0,
      auditors: [],
      contact: [],
      contestFiles: [],
      trustDirectory: undefined,
      dataDirectory: '/srv/data',
      keysDirectory: '/srv/data.keys',
      host: '127.0.0.1',
      mgov: undefined,
      ncalayer: { url: 'wss://127.0.0.1:13579', anyKey: false, timeStamp: false },
      port: 8080,
      metricsListen: { host: '127.0.0.1', port: 0 },
      crlFiles: [],
      revocation: {
        mode: 'off',
        listUrls: [],
        listRefreshSeconds: 600,
        ocspUrl: undefined,
        ocspTimeoutMs: 1000,
        ocspCacheSeconds: 300,
      },
      tsa: undefined,
      witnesses: [],
      refusalsPerMinute: 30,
      trustedProxies: [],
      verifyThreads: undefined,
      logLevel: 'info',
    });
    expect(secrets).toEqual({ redisUrl: undefined });
  });

  it('keeps keys beside the data directory, never inside it', () => {
    expect(readConfig({ DAUYS_DATA: '/srv/data///' }, {}).config.keysDirectory).toBe('/srv/data.keys');
    expect(readConfig({ ...DATA, DAUYS_KEYS: '/safe' }, {}).config.keysDirectory).toBe('/safe');
  });

  it('lets flags override the environment', () => {
    const environment = { ...DATA, DAUYS_PORT: '9000', DAUYS_HOST: '0.0.0.0' };
    const { config } = readConfig({ DAUYS_PORT: '0' }, environment);
    expect([config.port, config.host]).toEqual([0, '0.0.0.0']);
  });

  it('asks for signatures with a phone where origin, БИН and names are given, and nowhere else', () => {
    const mgov = {
      DAUYS_MGOV: 'https://vote.example.kz',
      DAUYS_MGOV_BIN: '000000000001',
      DAUYS_MGOV_NAME: 'Министрлік | Министерство | Ministry',
    };
    expect(readConfig({ ...DATA, ...mgov }, {}).config.mgov).toEqual({
      origin: 'https://vote.example.kz',
      organisation: { bin: '000000000001', name: { kk: 'Министрлік', ru: 'Министерство', en: 'Ministry' } },
    });
    const { DAUYS_MGOV: _, ...unregistered } = mgov;
    expect(readConfig({ ...DATA, ...unregistered }, {}).config.mgov).toBeUndefined();
    for (const name of ['DAUYS_MGOV_BIN', 'DAUYS_MGOV_NAME']) {
      const { [name as keyof typeof mgov]: _, ...less } = mgov;
      expect(() => readConfig({ ...DATA, ...less }, {})).toThrow(/DAUYS_MGOV: needs/);
    }
    for (const origin of ['http://vote.example.kz', 'https://vote.example.kz/', 'https://a.kz/b', 'vote', 'https:']) {
      expect(() => readConfig({ ...DATA, ...mgov, DAUYS_MGOV: origin }, {})).toThrow(/DAUYS_MGOV: must be https/);
    }
    for (const names of ['A', 'A|B', 'A|B|', 'A|B|C|D']) {
      expect(() => readConfig({ ...DATA, ...mgov, DAUYS_MGOV_NAME: names }, {})).toThrow(/DAUYS_MGOV_NAME: must be/);
    }
  });

  it('reads lists with or without spaces, and an IPv6 address of the metrics', () => {
    const { config } = readConfig(
      { ...DATA, DAUYS_CRL: 'a.crl, b.crl,', DAUYS_TRUSTED_PROXIES: '10.0.0.0/8', DAUYS_METRICS_LISTEN: '[::1]:9100' },
      {},
    );
    expect(config.crlFiles).toEqual(['a.crl', 'b.crl']);
    expect(config.trustedProxies).toEqual(['10.0.0.0/8']);
    expect(config.metricsListen).toEqual({ host: '::1', port: 9100 });
  });

  it('reads witnesses, whatever a key and a name may hold', async () => {
    const read = (text: string) => readConfig({ ...DATA, DAUYS_WITNESSES: text }, {}).config.witnesses;
    const [first, second] = ['a@b+0123abcd+BAB+/c==', 'w+89abcdef+BA++'];
    expect(read(`${first}@https://w.example.kz/x@y, ${second}@http://[::1]:1`)).toEqual([
      { vkey: first, url: 'https://w.example.kz/x@y' },
      { vkey: second, url: 'http://[::1]:1' },
    ]);
    for (const bad of ['w', second, `${second}@`, `${second}@ftp://x`, `https://x@${second}`, `w+xyz+B@https://x`]) {
      await expect(() => read(bad)).toRejectWithCode('config-invalid');
    }
  });

  it('takes a variable that is set to nothing for one that is not set, and leaves others alone', () => {
    const { config } = readConfig({}, { ...DATA, DAUYS_PORT: '', DAUYS_NONSENSE: '', PATH: '/bin', dauys_port: '1' });
    expect(config.port).toBe(8080);
  });

  it.each([
    [{}, 'off'],
    [{ DAUYS_CRL: 'a.crl' }, 'crl'],
    [{ DAUYS_CRL_URLS: 'http://crl.test/a.crl' }, 'crl'],
    [{ DAUYS_OCSP: 'http://ocsp.test/' }, 'ocsp'],
    [{ DAUYS_OCSP: 'http://ocsp.test/', DAUYS_CRL: 'a.crl' }, 'ocsp-then-crl'],
    [{ DAUYS_OCSP: 'http://ocsp.test/', DAUYS_CRL: 'a.crl', DAUYS_REVOCATION: 'off' }, 'off'],
  ])('asks about revocation what is configured: %j', (settings, mode) => {
    expect(readConfig({}, { ...DATA, ...settings }).config.revocation.mode).toBe(mode);
  });

  it.each([
    { DAUYS_REVOCATION: 'ocsp' },
    { DAUYS_REVOCATION: 'crl', DAUYS_OCSP: 'http://ocsp.test/' },
    { DAUYS_REVOCATION: 'ocsp-then-crl', DAUYS_OCSP: 'http://ocsp.test/' },
    { DAUYS_REVOCATION: 'ocsp-then-crl', DAUYS_CRL: 'a.crl' },
    { DAUYS_REVOCATION: 'sometimes' },
    { DAUYS_OCSP: 'file:///etc/passwd' },
    { DAUYS_OCSP: 'ocsp.test' },
    { DAUYS_CRL_URLS: 'http://crl.test/a.crl,ftp://crl.test/b.crl' },
    { DAUYS_TSA: 'tsp' },
    { DAUYS_NCALAYER: 'https://127.0.0.1:13579' },
    { DAUYS_NCALAYER: 'wss://127.0.0.1:13579; script-src *' },
    { DAUYS_TSA_MINUTES: '0' },
  ])('refuses %j', async (settings) => {
    await expect(() => readConfig({}, { ...DATA, ...settings })).toRejectWithCode('config-invalid');
  });

  it('refuses a DAUYS_* name it does not know', async () => {
    await expect(() => readConfig({}, { ...DATA, DAUYS_PROT: '80' })).toRejectWithCode('config-invalid');
    expect(() => readConfig({}, { ...DAUYS_TYPOS, ...DATA })).toThrow('unknown settings: DAUYS_CONTESTS, DAUYS_DATAA');
  });
  const DAUYS_TYPOS = { DAUYS_CONTESTS: 'x', DAUYS_DATAA: 'y' };

  it.each([
    ['DAUYS_DATA', ''],
    ['DAUYS_PORT', '65536'],
    ['DAUYS_PORT', '-1'],
    ['DAUYS_PORT', '80.5'],
    ['DAUYS_PORT', 'eighty'],
    ['DAUYS_METRICS_LISTEN', '9100'],
    ['DAUYS_REDIS', 'http://redis'],
    ['DAUYS_REFUSALS_PER_MINUTE', '-1'],
    ['DAUYS_VERIFY_THREADS', '0'],
    ['DAUYS_LOG_LEVEL', 'trace'],
  ])('refuses %s=%j and names it', async (name, value) => {
    const flags = { ...DATA, [name]: value };
    await expect(() => readConfig(flags, {})).toRejectWithCode('config-invalid');
    expect(() => readConfig(flags, {})).toThrow(name);
  });

  it('does not repeat the value of a secret', () => {
    expect(() => readConfig({ ...DATA, DAUYS_REDIS: 'http://:hunter2@redis' }, {})).toThrow(/^(?!.*hunter2)/);
  });

  it('keeps the Redis URL, which may hold a password, out of the configuration', () => {
    const { config, secrets } = readConfig({ ...DATA, DAUYS_REDIS: 'redis://:hunter2@redis:6379' }, {});
    expect(secrets.redisUrl).toBe('redis://:hunter2@redis:6379');
    expect(JSON.stringify(config)).not.toContain('hunter2');
  });

  it('cannot be changed afterwards', () => {
    const { config, secrets } = readConfig({}, DATA);
    expect([Object.isFrozen(config), Object.isFrozen(secrets)]).toEqual([true, true]);
  });
});

describe('.env.example', () => {
  it('is what the settings say of themselves', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });

  it('names every setting with a sentence, and sets none', () => {
    const lines = envExample().split('\n');
    const settings = lines.filter((line) => line.startsWith('#DAUYS_'));
    expect(settings.length).toBeGreaterThan(10);
    for (const setting of settings) expect(lines[lines.indexOf(setting) - 1]).toMatch(/^# .+\.$/);
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});

describe('readLanguage', () => {
  it.each([
    ['kk', { LC_ALL: 'kk_KZ.UTF-8', LANG: 'ru_RU.UTF-8' }],
    ['ru', { LC_ALL: '', LC_MESSAGES: 'ru', LANG: 'kk_KZ' }],
    ['kk', { LC_MESSAGES: '', LANG: 'kk_KZ' }],
    ['en', { LANG: 'C.UTF-8' }],
    ['en', {}],
  ] as const)('is %s for %j', (language, environment) => {
    expect(readLanguage(environment)).toBe(language);
  });
});
