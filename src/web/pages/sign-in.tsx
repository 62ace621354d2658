import type { VNode } from 'preact';
import { isRefusalCode, type RefusalCode } from '../../domain/errors.ts';
import { textOf, type Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import type { Role } from '../../intake/roles.ts';
import type { Session } from '../../intake/sign-in-sessions.ts';
import { sitePaths } from '../paths.ts';
import { rolePage } from '../sessions.ts';
import { dateTime } from '../wording.ts';
import { SIGN_IN_TEXTS } from './sign-in-texts.ts';

interface Place {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly role: Role;
}

export interface SignInProps extends Place {
  /** Undefined for who is not signed in. */
  readonly session: Session | undefined;
  /** Why signing in failed just now. */
  readonly problem: RefusalCode | undefined;
}

/** What the form's answer says in the address of the page. @param query - attacker-controlled */
export function problemIn(query: URLSearchParams): RefusalCode | undefined {
  const code = query.get('problem') ?? '';
  return isRefusalCode(code) ? code : undefined;
}

/** Who is signed in, with the way out; or the ways in. */
export function SignIn({ session, problem, ...place }: SignInProps): VNode {
  return session === undefined ? <Ways {...place} problem={problem} /> : <SignedIn {...place} session={session} />;
}

function SignedIn({ language, contest, role, session }: Place & { readonly session: Session }): VNode {
  const text = SIGN_IN_TEXTS[language];
  const { id, timezone } = contest.definition;
  const end = new Date(session.expiresAtMs);
  return (
    <section class="inset no-print" aria-labelledby="signed-in">
      <h2 id="signed-in">{text.signedIn[role]}</h2>
      <dl class="protocol-facts">
        <dt>{text.role}</dt>
        <dd>
          <code>{session.roleId}</code>
        </dd>
        <dt>{text.until}</dt>
        <dd>
          <time dateTime={end.toISOString()}>{dateTime(language, end, timezone)}</time>
        </dd>
      </dl>
      <form method="post" action={`${rolePage(sitePaths(language, id), role)}/sign-out`}>
        <p>
          <button class="button-secondary">{text.end}</button>
        </p>
      </form>
    </section>
  );
}

function Ways({ language, contest, role, problem }: Place & Pick<SignInProps, 'problem'>): VNode {
  const text = SIGN_IN_TEXTS[language];
  const page = rolePage(sitePaths(language, contest.definition.id), role);
  const challenge = `/api/v1/contests/${contest.definition.id}/challenges?purpose=sign-in`;
  const [download, sign, send] = text.steps;
  return (
    <section id="sign-in" class="chapter no-print" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">{text.title}</h2>
      {problem !== undefined && <Problem language={language} code={problem} />}
      <p>{text.why[role]}</p>
      <div id="progress" role="status" tabIndex={-1} />
      <div id="problem" role="alert" tabIndex={-1} />
      <div id="ways">
        <div id="with-ncalayer" hidden>
          <h3>{text.ncalayer}</h3>
          <p>{text.ncalayerDetail}</p>
          <p class="actions">
            <button type="button" id="sign-in-button">
              {text.button}
            </button>
          </p>
        </div>
        <h3>{text.file}</h3>
        <ol>
          <li>
            {download}{' '}
            <a href={challenge} download="signin.json">
              signin.json
            </a>
          </li>
          <li>{sign}</li>
          <li>{send}</li>
        </ol>
        <form method="post" encType="multipart/form-data" action={`${page}/sign-in`}>
          <p class="field">
            <label for="signed-file">{text.label}</label>
            <br />
            <input type="file" id="signed-file" name="file" required />
          </p>
          <p class="actions">
            <button>{text.send}</button>
          </p>
        </form>
      </div>
    </section>
  );
}

function Problem({ language, code }: { readonly language: Language; readonly code: RefusalCode }): VNode {
  const text = SIGN_IN_TEXTS[language];
  const { title, detail } = textOf(code, language);
  return (
    <div class="alert" role="alert">
      <h3>{text.refused}</h3>
      <p>
        <strong>{title}.</strong> {detail}
      </p>
      <p>
        <code>{code}</code> · <a href={sitePaths(language).helpOn(code)}>{text.help}</a>
      </p>
    </div>
  );
}
