import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Language } from '../../src/domain/texts.ts';
import { protocolPdf } from '../../src/web/protocol-pdf.ts';
import { PROTOCOL_TEXTS } from '../../src/web/protocol-texts.ts';
import { sampleProtocol } from './sample-protocol.ts';

const hasTools = spawnSync('pdftotext', ['-v']).error === undefined;
const shown = sampleProtocol({ title: { kk: 'Жиһангер әғқңөұүһі', ru: 'Жиһангер' } });
const LANGUAGES = ['kk', 'ru', 'en'] as const;

describe('the protocol as PDF', () => {
  it('is the same bytes for the same protocol, and others for another', async () => {
    const [first, again] = [await protocolPdf(shown, 'kk'), await protocolPdf(shown, 'kk')];
    expect(Buffer.compare(first, again)).toBe(0);
    const other = { ...shown, sha256: shown.sha256.replace(/^./, (c) => (c === '0' ? '1' : '0')) };
    expect(Buffer.compare(first, await protocolPdf(other, 'kk'))).not.toBe(0);
  });
});

const suite = hasTools ? describe : describe.skip;
suite(hasTools ? 'the text of the PDF' : 'the text of the PDF (skipped: no pdftotext)', () => {
  let directory: string;
  const texts = new Map<Language, string>();
  const infos = new Map<Language, string>();
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'dauys-pdf-'));
    for (const language of LANGUAGES) {
      const file = join(directory, `${language}.pdf`);
      writeFileSync(file, await protocolPdf(shown, language));
      const run = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      // Poppler complains of what is not well-formed.
      expect(run.stderr).toBe('');
      texts.set(language, run.stdout);
      infos.set(language, execFileSync('pdfinfo', [file], { encoding: 'utf8' }));
    }
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it.each(LANGUAGES)('in %s names contest, window, hash, checkpoint and how to verify', (language) => {
    const text = texts.get(language)!;
    const flat = text.replaceAll(/\s+/g, ' ');
    const { protocol, sha256 } = shown;
    const { title, steps, note } = { ...PROTOCOL_TEXTS[language], note: protocol.note };
    const own = language === 'kk' ? 'kk' : 'ru';
    for (const part of [title, ...steps, note[own], protocol.contest.title[own]]) expect(flat).toContain(part);
    for (const line of [sha256, protocol.contest.definition, protocol.log.vkey]) expect(flat).toContain(line);
    for (const line of protocol.log.checkpoint.trim().split('\n')) expect(flat).toContain(line);
  });

  it.each(LANGUAGES)('in %s has every candidate of every nomination, those with most votes first', (language) => {
    const text = texts.get(language)!;
    const rows = text
      .split('\n')
      .flatMap((line) => /^ *(\d{1,3}) +\D.* (\d+) +[\d,.]+\s*%$/.exec(line)?.slice(1) ?? [])
      .join(' ');
    const expected = shown.protocol.nominations.flatMap((nomination) =>
      // As the sample counts: n² modulo 97, of equal ones the lower number first.
      nomination.candidates
        .toSorted((a, b) => (b.number ** 2 % 97) - (a.number ** 2 % 97) || a.number - b.number)
        .flatMap(({ number }) => [number, number ** 2 % 97]),
    );
    expect(expected).toHaveLength(2 * 129);
    expect(rows).toBe(expected.join(' '));
  });

  it('reconciles what was accepted with what counts', () => {
    const { turnout, counted, annulled } = shown.protocol;
    const inAll = new RegExp(`Всего +${spaced(turnout)} +${spaced(counted)} +${spaced(annulled)}`);
    // Once over the nominations, once over the regions.
    expect(texts.get('ru')!.match(new RegExp(inAll, 'g'))).toHaveLength(2);
    expect(turnout).toBe(counted + 2);
  });

  it('numbers its pages, and says the hash on each', () => {
    const text = texts.get('ru')!;
    const count = Number(/Pages: +(\d+)/.exec(infos.get('ru')!)?.[1]);
    expect(count).toBeGreaterThan(3);
    for (let page = 1; page <= count; page++) {
      expect(text).toContain(`${shown.sha256} · Страница ${page} из ${count}`);
    }
  });

  it('says when the log was closed, not when it was made, and is tagged for screen readers', () => {
    const info = infos.get('kk')!;
    expect(info).toMatch(/CreationDate: +Tue Oct +6 00:00:31 2026 UTC/);
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toContain('Дауыс беру қорытындысының хаттамасы');
  });

  it('has the letters of Kazakh', () => {
    for (const letter of 'әғқңөұүһі') expect(texts.get('kk')!.toLowerCase()).toContain(letter);
  });
});

/** As the language groups digits, with any space. */
function spaced(n: number): string {
  return new Intl.NumberFormat('ru').format(n).replaceAll(/\s/g, '\\s');
}
