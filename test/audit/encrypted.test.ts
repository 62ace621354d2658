import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { createAgeDecryption } from '../../src/files/age-files.ts';
import { openExport } from '../../src/files/export-reader.ts';
import { exportLedger, type ExportedLedger } from '../support/exported-ledger.ts';
import { auditOf } from './audit-of.ts';

describe('an audit of an encrypted export', () => {
  let exported: ExportedLedger;
  let [identity, stranger] = ['', ''];

  beforeAll(async () => {
    identity = await generateIdentity();
    stranger = await generateIdentity();
    const recipients = [await identityToRecipient(identity)];
    exported = await exportLedger({ ballots: 30, revocation: 'crl', recipients });
  });
  afterAll(() => {
    exported.remove();
  });

  const audit = (key: string | undefined) => {
    const decrypt = key === undefined ? undefined : createAgeDecryption(`# auditor\n${key}\n`);
    return auditOf(exported, { engine: 'fast' }, { reader: openExport(exported.directory, decrypt) });
  };

  it('reads it with the identity, and finds nothing', async () => {
    const { report, findings } = await audit(identity);
    expect(findings).toEqual([]);
    expect(report.records).toMatchObject({ rsa: 30, crl: 30 });
  });

  it('cannot be made without the identity, or with another', async () => {
    await expect(audit(undefined)).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(audit(stranger)).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('finds a file that was changed', async () => {
    const path = join(exported.directory, 'restricted/ballots/000000.bin.age');
    const bytes = readFileSync(path);
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(50_000) ^ 1, 50_000);
    writeFileSync(path, changed);
    const { findings } = await audit(identity);
    writeFileSync(path, bytes);
    expect(findings).toContainEqual({ check: 'A01', file: 'restricted/ballots/000000.bin.age', detail: 'digest' });
    expect(findings.some(({ check }) => check === 'A20')).toBe(true);
  });
});
