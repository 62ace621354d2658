import { beforeEach, describe, expect, it } from '@jest/globals';
import { toBase64 } from '../../src/encoding/bytes.ts';
import { request, startHttp, type Harness } from './support.ts';

const CHECKPOINT = 'vote.example.kz/log/demo\n300\nq6ur\n\n— vote.example.kz/log/demo AAAA\n';
const COSIGNED = `${CHECKPOINT}— observer.example ${toBase64(new Uint8Array(4 + 8 + 64))}\n`;

let http: Harness;
beforeEach(async () => {
  http = await startHttp();
  Object.assign(http.deps.log, { checkpoint: async () => CHECKPOINT, witnessed: async () => COSIGNED });
});
const audit = async (): Promise<string> => (await request(`${http.url}/en/contests/demo/audit`)).text;

describe('the audit page', () => {
  it('shows the checkpoint as it is, the key, and who cosigned when', async () => {
    const page = await audit();
    expect(page).toContain(`<code>${CHECKPOINT}</code>`);
    expect(page).toContain('<strong>300</strong>');
    expect(page).toContain('vote.example.kz/log/demo+00000000+AAAA');
    expect(page).toMatch(/observer\.example<\/code><\/th><td><time datetime="1970/);
    expect(page).toContain('href="/verify.html"');
  });

  it('leads to what is out, and before closing to no opening', async () => {
    const before = await audit();
    for (const href of ['/log/demo/checkpoint', '/log/demo/key', '/api/v1/contests/demo/export?part=public']) {
      expect(before).toContain(`href="${href}"`);
    }
    expect(before).not.toContain('/openings/');
    expect(before).toContain('published after voting has closed');
    http.deps.contests = { ...http.deps.contests, state: () => 'closed' };
    expect(await audit()).toContain('href="/log/demo/openings/000"');
  });

  it('has commands that name this contest and its key', async () => {
    const page = await audit();
    expect(page).toContain('/api/v1/contests/demo/export?part=public');
    expect(page).toContain('dauys verify receipt receipt.json --log-key');
  });
});
