import type { Language } from '../../domain/texts.ts';
import type { Chapter } from '../reading.tsx';
import { AUDIT_STEPS_TEXTS } from './audit-steps-texts.ts';

interface Place {
  readonly contest: string;
  readonly vkey: string;
}

/** How anyone checks the vote, from a minute with one's own receipt to the whole log with other people's tools. */
export function auditSteps(language: Language, { contest, vkey }: Place): readonly Chapter[] {
  const text = AUDIT_STEPS_TEXTS[language];
  const key = `VKEY='${vkey}'`;
  const api = `$SITE/api/v1/contests/${contest}`;
  return [
    {
      id: 'verify-receipt',
      title: text.receipt,
      blocks: [
        text.receiptPage,
        { href: '/verify.html', label: text.openVerify },
        text.receiptCommand,
        { code: `${key}\ndauys verify receipt receipt.json --log-key "$VKEY"` },
      ],
    },
    {
      id: 'verify-log',
      title: text.log,
      blocks: [
        text.logDetail,
        {
          code: [
            `SITE=${text.site}`,
            key,
            'mkdir export && cd export',
            `curl -sf "${api}/export?part=public" -o manifest.json`,
            `jq -r '.files[].path' manifest.json | while read -r path; do`,
            `  curl -sf --create-dirs "${api}/export/files/$path" -o "$path"`,
            'done',
            'dauys audit . --public --log-key "$VKEY"',
          ].join('\n'),
        },
        text.logChecks,
      ],
    },
    { id: 'recount', title: text.recount, blocks: [text.recountDetail] },
    {
      id: 'other-tools',
      title: text.tools,
      blocks: [
        text.toolsDetail,
        [
          'C2SP signed-note, tlog-checkpoint, tlog-tiles, tlog-proof, tlog-witness',
          'Go: golang.org/x/mod/sumdb/note, golang.org/x/mod/sumdb/tlog',
        ],
        { code: `curl -s "$SITE/log/${contest}/checkpoint"\ncurl -s "${api}/proofs/0"` },
      ],
    },
  ];
}
