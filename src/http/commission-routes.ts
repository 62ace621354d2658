import { LRUCache } from 'lru-cache';
import { DauysError } from '../domain/errors.ts';
import { LANGUAGES, type Language } from '../domain/texts.ts';
import { toHex } from '../encoding/bytes.ts';
import type { Protocol } from '../tally/protocol.ts';
import { protocolPdf } from '../web/protocol-pdf.ts';
import { protocolXlsx } from '../web/protocol-xlsx.ts';
import type { HttpDeps, PublishedProtocol } from './deps.ts';
import { CACHE, etagOf, JSON_TYPE, send } from './respond.ts';
import type { Route } from './route.ts';

type CommissionDeps = Pick<HttpDeps, 'contests' | 'protocol' | 'sha256' | 'limits'>;

/** The protocol as files: for nobody before entry 18, for everybody after it. */
const FORMS = {
  pdf: {
    type: 'application/pdf',
    make: ({ protocol, sha256 }, language) => protocolPdf({ protocol: read(protocol), sha256 }, language),
  },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    make: ({ protocol, sha256 }, language) => protocolXlsx({ protocol: read(protocol), sha256 }, language),
  },
  csv: { type: 'text/csv; charset=utf-8', make: async ({ csv }) => Buffer.from(csv) },
  // The very bytes that the entry commits to.
  json: { type: JSON_TYPE, make: async ({ protocol }) => Buffer.from(protocol) },
} satisfies Record<string, Form>;

interface Form {
  readonly type: string;
  make(published: PublishedProtocol, language: Language): Promise<Uint8Array>;
}

/** Documents kept made: every form and language of several contests. */
const MAX_KEPT = 64;

export function createCommissionRoutes(deps: CommissionDeps): readonly Route[] {
  const kept = new LRUCache<string, Promise<Uint8Array>>({ max: MAX_KEPT });

  /** Made once, whoever asks for it meanwhile. */
  function document(name: keyof typeof FORMS, published: PublishedProtocol, language: Language): Promise<Uint8Array> {
    const key = `${published.sha256} ${name} ${language}`;
    const made = kept.get(key) ?? FORMS[name].make(published, language);
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    return made;
  }

  return [
    {
      method: 'GET',
      template: '/{language}/contests/{contest}/commission/{file}',
      async handle({ request, response, params }) {
        const contest = deps.contests.get(params['contest'] ?? '')?.definition.id;
        if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
        const language = LANGUAGES.find((known) => known === params['language']);
        const form = /^protocol\.(pdf|xlsx|csv|json)$/.exec(params['file'] ?? '')?.[1] as
          keyof typeof FORMS | undefined;
        if (language === undefined || form === undefined) throw new DauysError('not-found', 'no such file');
        const published = await deps.protocol(contest);
        if (published === undefined) throw new DauysError('not-yet-published', 'no protocol yet');
        const body = await document(form, published, language);
        // The same in every language.
        const isOne = form === 'csv' || form === 'json';
        const headers = {
          'Content-Type': FORMS[form].type,
          'Content-Disposition': `attachment; filename="${contest}-protocol${isOne ? '' : `-${language}`}.${form}"`,
          'Cache-Control': CACHE.fixed,
          ETag: etagOf(toHex(deps.sha256(body).subarray(0, 16))),
        };
        send(request, response, deps.limits, { status: 200, headers, body });
      },
    },
  ];
}

function read(protocol: string): Protocol {
  return JSON.parse(protocol) as Protocol;
}
