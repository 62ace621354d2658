import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import type { Runtime } from '../running.ts';
import { languageOf, output, run, settingsOf, stores, type ServiceFlags } from './command-line.ts';
import type { OutputOptions } from './output.ts';
import type { RoleFlags } from './role.ts';

type Flags = Omit<ServiceFlags, 'contest'> & OutputOptions;

const load = () => import('./role.ts');

/** `dauys role …` */
export function defineRole(program: Command, runtime: Runtime): void {
  const role = program.command('role').description('members of the commission and auditors, by their ЭЦП');
  output(stores(role.command('grant')))
    .description('let one person act in a role; the ИИН is read from standard input')
    .requiredOption('--contest <id>', 'contest it is for')
    .requiredOption('--role <role>', 'commission or auditor')
    .option('--iin-file <file>', 'file that holds the ИИН')
    .action(async ({ contest, ...flags }: Flags & RoleFlags) => {
      await run(flags, async () =>
        (await load()).roleGrant({ ...flags, contest }, configOf(flags), languageOf(flags), runtime),
      );
    });
  output(stores(role.command('list')))
    .description('list roles; nothing tells whose they are')
    .option('--contest <id>', 'of one contest')
    .action(async ({ contest, ...flags }: Flags & { contest?: string }) => {
      await run(flags, async () =>
        (await load()).roleList(contest === undefined ? {} : { contest }, configOf(flags), languageOf(flags)),
      );
    });
  output(stores(role.command('revoke [id]')))
    .description("revoke a role, by its id or by --contest, --role and the person's ИИН")
    .option('--contest <id>', 'contest it is for')
    .option('--role <role>', 'commission or auditor')
    .option('--iin-file <file>', 'file that holds the ИИН')
    .action(async (id: string | undefined, { contest, ...flags }: Flags & Partial<RoleFlags>) => {
      const which = contest === undefined ? flags : { ...flags, contest };
      await run(flags, async () => (await load()).roleRevoke(id, which, configOf(flags), languageOf(flags), runtime));
    });
}

function configOf(flags: Omit<ServiceFlags, 'contest'>) {
  return readConfig(settingsOf(flags)).config;
}
