import type { Language } from '../../domain/texts.ts';
import { toHex } from '../../encoding/bytes.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { contestOf, type SitePorts } from '../contest-view.ts';
import { DataBlock } from '../data-block.tsx';
import { Layout } from '../layout.tsx';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { ByIndex, findEntry, type AskedEntry } from './check-entry.tsx';
import { CHECK_PROGRAM_TEXTS } from './check-program-texts.ts';
import { CHECK_TEXTS } from './check-texts.ts';
import { ByCommand, ByReceipt, BySignature } from './check-ways.tsx';
import { SIGNING_TEXTS } from './signing-texts.ts';
import { MOBILE_SCRIPT } from './vote-mobile.tsx';

type CheckPorts = Pick<SitePorts, 'contests' | 'signing' | 'mobile' | 'statements' | 'log' | 'annulments'>;

/** "Is my ballot in?": by receipt, by number of the entry, by ЭЦП. */
export function checkPage(ports: CheckPorts): PageRoute {
  return {
    template: '/{language}/contests/{contest}/check',
    async open({ language, path, params, query }) {
      const contest = contestOf(ports, params);
      const { id } = contest.definition;
      const asked = await findEntry(id, query, ports);
      const statementsVkey = ports.statements.vkey(id);
      const mobileOrigin = ports.mobile?.origin;
      const text = CHECK_TEXTS[language];
      return {
        version: versionOf(asked),
        // One for each number and size: too many to keep.
        isRare: asked !== undefined,
        render: () => (
          <Layout
            {...{ language, path, contest }}
            query={asked === undefined ? '' : `?${new URLSearchParams({ index: query.get('index') ?? '' }).toString()}`}
            title={text.title}
            scripts={mobileOrigin === undefined ? ['check.js'] : ['check.js', MOBILE_SCRIPT]}
            isPrivate={asked !== undefined}
          >
            <div class="width">
              <h1>{text.title}</h1>
              <p class="lead">{text.lead}</p>
              <ByReceipt language={language} />
              <ByIndex {...{ language, contest, asked }} />
              <BySignature {...{ language, contest, mobileOrigin }} />
              <ByCommand {...{ language, contest, statementsVkey }} />
            </div>
            <DataBlock id="check-data" value={dataOf(language, contest, asked, statementsVkey, ports)} />
          </Layout>
        ),
      };
    },
  };
}

function versionOf(asked: AskedEntry): string {
  if (asked === undefined || 'unknown' in asked) return asked?.unknown ?? '';
  return `${asked.index} ${asked.size} ${asked.isAnnulled}`;
}

/** What the program of the page works with. */
function dataOf(
  language: Language,
  { definition: { id, origin, timezone }, vkey, tag }: LoadedContest,
  asked: AskedEntry,
  statementsVkey: string,
  { signing }: CheckPorts,
): object {
  const api = `/api/v1/contests/${id}`;
  return {
    language,
    contest: { id, origin, timezone, vkey, tag: toHex(tag), statementsVkey },
    ncalayer: signing.ncalayer,
    urls: {
      proofs: `${api}/proofs`,
      challenge: `${api}/challenges?purpose=statement`,
      statements: `${api}/statements`,
      log: `/log/${id}`,
      help: sitePaths(language).help,
    },
    text: CHECK_PROGRAM_TEXTS[language],
    signing: SIGNING_TEXTS[language],
    ...(asked === undefined || 'unknown' in asked ? {} : { proof: asked.proof }),
  };
}
