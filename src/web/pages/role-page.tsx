import type { VNode } from 'preact';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import type { Role } from '../../intake/roles.ts';
import { contestOf, type SitePorts } from '../contest-view.ts';
import { DataBlock } from '../data-block.tsx';
import { Layout } from '../layout.tsx';
import type { PageRoute } from '../page.ts';
import { sessionOf } from '../sessions.ts';
import { signInData } from './sign-in-data.ts';
import { problemIn, SignIn } from './sign-in.tsx';

/** In whose language and about which contest a page is shown. */
export interface ShownContest {
  readonly language: Language;
  readonly contest: LoadedContest;
}

interface RolePage<State> {
  readonly template: string;
  readonly role: Role;
  readonly texts: Readonly<Record<Language, { readonly title: string; readonly lead: string }>>;
  /** What is shown; more of it to whoever signed in. */
  read(contest: LoadedContest, isSignedIn: boolean, ports: SitePorts): Promise<State>;
  show(shown: ShownContest & State): VNode;
}

/** A page for anyone that shows more to who signed in with a role: it is somebody's own, and kept nowhere. */
export function rolePage<State>(ports: SitePorts, { template, role, texts, read, show }: RolePage<State>): PageRoute {
  return {
    template,
    async open({ language, path, params, cookies, query }) {
      const contest = contestOf(ports, params);
      const { id } = contest.definition;
      const session = sessionOf(cookies, { contest: id, role, route: template }, ports);
      const shown = { language, contest, ...(await read(contest, session !== undefined, ports)) };
      const text = texts[language];
      const signIn = (problem: ReturnType<typeof problemIn>): VNode => (
        <SignIn {...{ language, contest, session, role, problem }} />
      );
      return {
        version: undefined,
        render: () => (
          <Layout {...text} {...{ language, path, contest }} scripts={session === undefined ? ['sign-in.js'] : []}>
            <div class="width">
              <h1>{text.title}</h1>
              <p class="lead">{text.lead}</p>
              {session !== undefined && signIn(undefined)}
              {show(shown)}
              {session === undefined && signIn(problemIn(query))}
            </div>
            <DataBlock id="sign-in-data" value={signInData(language, id, ports.signing)} />
          </Layout>
        ),
      };
    },
  };
}
