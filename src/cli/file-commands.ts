import type { Command } from 'commander';
import { readConfig, type Config } from '../config.ts';
import type { BallotFlags } from './ballot.ts';
import {
  entryIndex,
  languageOf,
  output,
  run,
  settingsOf,
  several,
  stores,
  trust,
  type ServiceFlags,
} from './command-line.ts';
import type { OutputOptions } from './output.ts';
import type { VerifyCmsFlags } from './verify-cms.ts';
import type { VerifyStatementFlags } from './verify-statement.ts';
import type { VerifyCertificateFlags } from './verify.ts';

const load = {
  ballot: () => import('./ballot.ts'),
  verify: () => import('./verify.ts'),
  verifyCms: () => import('./verify-cms.ts'),
  verifyStatement: () => import('./verify-statement.ts'),
};

/** `dauys verify …` @param now - for what is judged at no other time */
export function defineVerify(program: Command, now: () => Date): void {
  const verify = program.command('verify').description('verify one file, offline');
  output(verify.command('cms <file>'))
    .description('verify a signature the way intake does, over any content')
    .option('--content <file>', 'content of a detached signature')
    .requiredOption('--trust <dir>', 'trust directory')
    .option('--crl <file>', 'certificate revocation list; repeatable', several)
    .option('--ocsp <file>', 'answer of an OCSP responder about the certificate')
    .option('--at <time>', 'verify at this time (RFC 3339)')
    .option('--evidence <file>', 'decide again by what was kept, as of the acceptance')
    .option('--receipt <file>', 'hold the evidence against this receipt')
    .option('--log-key <vkey>', 'log key line of the contest, for the receipt')
    .action(async (file: string, flags: VerifyCmsFlags & OutputOptions) => {
      await run(flags, async () => (await load.verifyCms()).verifyCmsFile(file, flags, now()));
    });
  output(verify.command('certificate <file>'))
    .description('build and verify one certification path')
    .requiredOption('--anchor <file>', 'trust anchor; repeatable', several)
    .option('--intermediate <file>', 'intermediate certificate; repeatable', several)
    .option('--crl <file>', 'certificate revocation list; repeatable', several)
    .option('--at <time>', 'verify at this time (RFC 3339)')
    .action(async (file: string, flags: VerifyCertificateFlags & OutputOptions) => {
      await run(flags, async () => (await load.verify()).verifyCertificate(file, flags, now()));
    });
  output(verify.command('receipt <file>'))
    .description('verify a receipt')
    .requiredOption('--log-key <vkey>', 'log key line of the contest')
    .action(async (file: string, flags: { logKey: string } & OutputOptions) => {
      await run(flags, async () => (await load.verify()).verifyReceiptFile(file, flags));
    });
  output(verify.command('statement <file>'))
    .description('verify an answer about oneself')
    .requiredOption('--key <vkey>', 'key line of statements')
    .option('--log-key <vkey>', 'log key line of the contest, for the proof')
    .option('--cms <file>', 'the signed challenge that was answered')
    .action(async (file: string, flags: VerifyStatementFlags & OutputOptions) => {
      await run(flags, async () => (await load.verifyStatement()).verifyStatementFile(file, flags, languageOf(flags)));
    });
}

type BallotOptions = Omit<ServiceFlags, 'contest'> & BallotFlags & OutputOptions;

/** The contest is one that is loaded, not a definition to load. */
function configOf({ contest: _, ...flags }: BallotOptions): Config {
  return readConfig(settingsOf(flags)).config;
}

/** `dauys ballot …` */
export function defineBallot(program: Command): void {
  const ballot = program.command('ballot').description('one ballot out of the ledger: personal data');
  output(stores(ballot.command('evidence')))
    .description('write a ballot and what it was decided by into an empty directory')
    .argument('<index>', 'entry of the ballot in the log', entryIndex)
    .requiredOption('--contest <id>', 'contest of the ballot')
    .requiredOption('--out <dir>', 'new or empty directory')
    .action(async (index: number, flags: BallotOptions) => {
      await run(flags, async () => (await load.ballot()).ballotEvidence(index, flags, configOf(flags)));
    });
  output(stores(trust(ballot.command('container'))))
    .description('write a ballot as CAdES with certificates and revocation values, for other tools')
    .argument('<index>', 'entry of the ballot in the log', entryIndex)
    .requiredOption('--contest <id>', 'contest of the ballot')
    .requiredOption('--out <file>', 'new file, .p7s')
    .action(async (index: number, flags: BallotOptions) => {
      await run(flags, async () => (await load.ballot()).ballotContainer(index, flags, configOf(flags)));
    });
}
