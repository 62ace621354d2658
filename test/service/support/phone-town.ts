import { afterAll, beforeAll, expect } from '@jest/globals';
import { signCms } from '../../../src/devca/cms-builder.ts';
import { scanAndSign, type MobileAppOptions, type MobileRun } from '../../../src/devca/mobile-app.ts';
import { ballotBytes, testCitizen, type TestCitizen } from '../../support/ballots.ts';
import {
  createInstallation,
  createTestClock,
  startTestService,
  type Answer,
  type TestClock,
  type TestInstallation,
  type TestService,
} from '../../support/service.ts';

export const SIGNINGS = '/api/v1/contests/qamqor-demo/mobile-signings';
const HOST = 'vote.example.kz';
export const MGOV = {
  DAUYS_MGOV: `https://${HOST}`,
  DAUYS_MGOV_BIN: '000000000001',
  DAUYS_MGOV_NAME: 'Сынақ министрлігі | Тестовое министерство | Test Ministry',
};

export interface Started {
  readonly id: string;
  readonly token: string;
  readonly qr: { readonly text: string; readonly size: number; readonly path: string };
  readonly link: string;
  readonly expiresAt: string;
}

export interface SigningState {
  readonly state: string;
  readonly expiresAt: string;
  readonly answer?: unknown;
  readonly problem?: { readonly code: string; readonly title: string };
}

/** A service that is registered for eGov Mobile, the page that watches a signing, and people with phones. */
export interface PhoneTown {
  readonly installation: TestInstallation;
  readonly clock: TestClock;
  service(): TestService;
  restart(settings?: Readonly<Record<string, string>>): Promise<void>;
  citizen(n: number): TestCitizen;
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
  start(candidate?: string): Promise<Started>;
  watch(started: Pick<Started, 'id' | 'token'>): Promise<Answer>;
  state(started: Pick<Started, 'id' | 'token'>): Promise<SigningState>;
  scan(started: Pick<Started, 'qr'>, signer: TestCitizen, options?: Partial<MobileAppOptions>): Promise<MobileRun>;
  /** What a phone sends whose document was on the screen before. */
  put(started: Pick<Started, 'id'>, signer: TestCitizen, content?: Uint8Array): Promise<Response>;
}

/** Opens before the tests of a file and closes after them. */
export function phoneTown(): PhoneTown {
  const installation = createInstallation();
  const clock = createTestClock();
  const citizens = new Map<number, TestCitizen>();
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService(installation, MGOV, clock);
  });
  afterAll(async () => {
    await service.stop();
    installation.remove();
  });

  const town: PhoneTown = {
    installation,
    clock,
    service: () => service,
    async restart(settings = MGOV) {
      await service.stop();
      service = await startTestService(installation, settings, clock);
    },
    citizen(n) {
      const known = citizens.get(n) ?? testCitizen(n);
      citizens.set(n, known);
      return known;
    },
    async post(body, headers = {}) {
      const answer = await fetch(`${service.url}${SIGNINGS}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await answer.text();
      const { code = '' } = JSON.parse(text) as { code?: string };
      return { status: answer.status, body: text, code, headers: answer.headers };
    },
    async start(candidate = 'n012') {
      const { status, body } = await town.post({ candidate });
      expect(status).toBe(201);
      return JSON.parse(body) as Started;
    },
    watch: ({ id, token }) => service.get(`${SIGNINGS}/${id}`, { authorization: `Bearer ${token}` }),
    state: async (started) => JSON.parse((await town.watch(started)).body) as SigningState,
    scan({ qr }, signer, options = {}) {
      const app = { signer, now: () => new Date(clock.nowMs()), language: 'ru', hosts: [HOST] } as const;
      return scanAndSign(qr.text, { ...app, at: service.url, ...options });
    },
    put({ id }, signer, content = ballotBytes(installation.contest, 12)) {
      const data = Buffer.from(signCms({ content, signer, signingTime: new Date(clock.nowMs()) })).toString('base64');
      const body = JSON.stringify({ documentsToSign: [{ id: 1, document: { file: { mime: 'text/plain', data } } }] });
      return fetch(`${service.url}/mgov/${id}/documents`, { method: 'PUT', body });
    },
  };
  return town;
}
