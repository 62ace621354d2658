import { DauysError } from '../domain/errors.ts';
import { LANGUAGES } from '../domain/texts.ts';
import { ROLES } from '../intake/roles.ts';
import { sitePaths } from '../web/paths.ts';
import { rolePage } from '../web/sessions.ts';
import { formParser } from './form-upload.ts';
import { CACHE, send, type Reply } from './respond.ts';
import type { Exchange, Route } from './route.ts';
import type { SignatureDoor } from './signature-door.ts';
import { endSessions, openSessions, uploadEvents, type SignInDeps } from './sign-in-routes.ts';

/** The same for who uses the pages without a program: forms, which lead back to a page. */
export function createSignInForms(deps: SignInDeps, door: SignatureDoor): readonly Route[] {
  return ROLES.flatMap((role): Route[] => {
    const page = `/{language}/contests/{contest}/${role === 'auditor' ? 'auditors' : role}`;
    const pageOf = (exchange: Exchange): string => rolePage(pathsOf(exchange), role);
    return [
      {
        method: 'POST',
        template: `${page}/sign-in`,
        handle: (exchange) =>
          door.admit(
            exchange,
            uploadEvents(deps),
            async (read, durationMs) => {
              const { sessions, cookies } = await openSessions(exchange, read, durationMs, deps);
              // Who comes to the door of the other role is shown in by their own.
              const held = sessions.map((session) => session.role);
              const own = held.find((one) => one === role) ?? held[0] ?? role;
              return seeOther(rolePage(pathsOf(exchange), own), cookies);
            },
            {
              parserOf: formParser,
              refuse: ({ request, response }, code) => {
                send(request, response, deps.limits, seeOther(`${pageOf(exchange)}?problem=${code}#sign-in`));
              },
            },
          ),
      },
      {
        method: 'POST',
        template: `${page}/sign-out`,
        async handle(exchange) {
          const cookies = endSessions(exchange, `${page}/sign-out`, deps);
          send(exchange.request, exchange.response, deps.limits, seeOther(pageOf(exchange), cookies));
        },
      },
    ];
  });
}

function pathsOf({ params }: Exchange) {
  const language = LANGUAGES.find((known) => known === params['language']);
  if (language === undefined) throw new DauysError('not-found', 'no such path');
  return sitePaths(language, params['contest']);
}

/** RFC 9110 §15.4.4: to a page, by GET. */
function seeOther(location: string, cookies: string[] = []): Reply {
  const opened = cookies.length === 0 ? {} : { 'Set-Cookie': cookies };
  return { status: 303, headers: { Location: location, 'Cache-Control': CACHE.none, ...opened }, body: '' };
}
