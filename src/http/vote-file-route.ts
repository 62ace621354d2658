import { renderToString } from 'preact-render-to-string';
import { h } from 'preact';
import { DauysError, isDauysError } from '../domain/errors.ts';
import type { Receipt } from '../domain/receipt.ts';
import { LANGUAGES, type Language } from '../domain/texts.ts';
import { toDer } from '../encoding/ber.ts';
import { fromUtf8 } from '../encoding/bytes.ts';
import type { LoadedContest } from '../intake/contests.ts';
import { parseSignedMessage } from '../signature/cms.ts';
import type { LocalizedText } from '../domain/contest.ts';
import { ReceiptPage } from '../web/pages/receipt.tsx';
import { sitePaths } from '../web/paths.ts';
import { isHttps } from './cookies.ts';
import type { HttpDeps } from './deps.ts';
import { formParser } from './form-upload.ts';
import { sendProblemPage } from './page-routes.ts';
import { CACHE, type Reply } from './respond.ts';
import type { Exchange, Route } from './route.ts';
import { checkSameOrigin } from './same-origin.ts';
import { pagePolicy } from './security-headers.ts';
import type { SignatureDoor } from './signature-door.ts';

type VoteFileDeps = Pick<HttpDeps, 'contests' | 'submitBallot' | 'events' | 'limits' | 'operator' | 'signing'>;

/**
 * The same as `POST …/ballots` for a form with a file, which needs no program in the browser: the answer is the receipt
 * as a page. The signed document itself says for whom it is.
 */
export function createVoteFileRoute(deps: VoteFileDeps, door: SignatureDoor): Route {
  const { contests, submitBallot, events } = deps;
  return {
    method: 'POST',
    template: '/{language}/contests/{contest}/vote-file',
    handle(exchange) {
      const contestId = exchange.params['contest'] ?? '';
      return door.admit(
        exchange,
        { refused: events.ballotRefused, aborted: events.ballotAborted },
        async (read, durationMs) => {
          // Another site could show a visitor the receipt of somebody else's ballot.
          checkSameOrigin(exchange.request);
          const contest = contests.get(contestId);
          if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
          const { cms, acceptedAtMs } = await read();
          const { created, receipt } = await submitBallot({ contestId, cms, candidateId: undefined, acceptedAtMs });
          if (created) events.ballotAccepted(contestId, durationMs());
          else events.ballotRepeated(contestId, durationMs());
          return { ...receiptReply(exchange, contest, cms, receipt, deps), status: created ? 201 : 200 };
        },
        {
          parserOf: formParser,
          refuse: ({ request, response }, code) => {
            sendProblemPage(request, response, deps, code);
          },
        },
      );
    },
  };
}

function receiptReply(
  { request, params }: Exchange,
  contest: LoadedContest,
  cms: Uint8Array,
  text: string,
  { signing }: VoteFileDeps,
): Reply {
  const language = LANGUAGES.find((known) => known === params['language']) ?? LANGUAGES[0];
  const receipt = JSON.parse(text) as Receipt;
  const origin = `${isHttps(request) ? 'https' : 'http'}://${request.headers.host ?? ''}`;
  const checkUrl = `${origin}${sitePaths(language, contest.definition.id).check}?index=${receipt.index}`;
  const filled = { text, receipt, cms, name: nameIn(cms, receipt, contest), checkUrl };
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Language': language satisfies Language,
    'Content-Security-Policy': pagePolicy(signing.ncalayer.url),
    'Cache-Control': CACHE.none,
  };
  const html = renderToString(h(ReceiptPage, { language, contest, filled }));
  return { status: 201, headers, body: `<!doctype html>${html}` };
}

/** As the accepted document has it; by its number where the first receipt came back for another document. */
function nameIn(cms: Uint8Array, { candidate, number }: Receipt, contest: LoadedContest): LocalizedText {
  const known = contest.candidatesByNumber.get(number)?.name ?? { kk: candidate, ru: candidate };
  try {
    const { content } = parseSignedMessage(toDer(cms));
    if (content === undefined) return known;
    const signed = JSON.parse(fromUtf8(content)) as { candidate: { number: number; name: LocalizedText } };
    return signed.candidate.number === number ? signed.candidate.name : known;
  } catch (error) {
    if (isDauysError(error)) return known;
    throw error;
  }
}
