import type { AnswerChange, OcspCase, OcspDesk } from './ocsp-desk.ts';
import { concatBytes, toUtf8 } from '../../src/encoding/bytes.ts';
import { derNull, derSequence } from '../../src/encoding/der-writer.ts';
import { fromTree, nodeAt, replaceAt, toTree, type DerNode, type DerPath } from '../../test/support/der-tree.ts';

// ResponseData: [0] responder, [1] producedAt, [2] responses: [0] single: [0] CertID, [1] status, [2] thisUpdate; [3] extensions.
const PRODUCED_AT = [1];
const SINGLE = [2, 0];
const STATUS = [...SINGLE, 1];
const THIS_UPDATE = [...SINGLE, 2];
const EXTENSIONS = [3];

const leafOf = (tag: number, content: Uint8Array): DerNode => ({ tag, content, children: [] });
const time = (text: string, tag = 0x18): DerNode => leafOf(tag, toUtf8(text));

/** Signed as it should be, with another element in one place, or elements behind it. */
function instead(path: DerPath, ...nodes: readonly DerNode[]): AnswerChange {
  return { rewrite: (data) => fromTree(replaceAt(toTree(data), path, nodes)) };
}

function behind(path: DerPath, more: DerNode): AnswerChange {
  return {
    rewrite: (data) => {
      const tree = toTree(data);
      return fromTree(replaceAt(tree, path, [nodeAt(tree, path), more]));
    },
  };
}

const NULL = toTree(derNull());
const EMPTY_EXTENSIONS: DerNode = { tag: 0xa1, content: new Uint8Array(), children: [toTree(derSequence())] };

/** What cannot be read: one form for each thing said. */
export function formCases({ answer, responder }: OcspDesk): OcspCase[] {
  const good = answer();
  const indefinite = concatBytes(Uint8Array.of(0x30, 0x80), good.subarray(4), Uint8Array.of(0, 0));
  const certificates = [responder.certificateDer, derSequence(derNull())];
  const found: readonly (readonly [name: string, about: string, response: Uint8Array])[] = [
    ['empty', 'nothing at all', new Uint8Array()],
    ['text', 'a page of a web server', toUtf8('<html><body>503</body></html>')],
    ['truncated', 'the last octet is missing', good.subarray(0, -1)],
    ['indefinite', 'an indefinite length', indefinite],
    ['produced-utc-time', 'producedAt is a UTCTime', answer(instead(PRODUCED_AT, time('261122070000Z', 0x17)))],
    ['produced-fraction', 'producedAt has a fraction', answer(instead(PRODUCED_AT, time('20261122070000.5Z')))],
    ['produced-offset', 'producedAt is in local time', answer(instead(PRODUCED_AT, time('20261122120000+0500')))],
    ['update-no-such-day', 'thisUpdate is the 31st of November', answer(instead(THIS_UPDATE, time('20261131070000Z')))],
    ['status-with-content', 'good, and more', answer(instead(STATUS, leafOf(0x80, Uint8Array.of(0))))],
    ['status-other', 'a status nobody knows', answer(instead(STATUS, leafOf(0x83, new Uint8Array())))],
    ['status-revoked-empty', 'revoked, and nobody says when', answer(instead(STATUS, leafOf(0xa1, new Uint8Array())))],
    ['single-more', 'a field behind the status', answer(behind(THIS_UPDATE, NULL))],
    ['data-more', 'a field behind the extensions', answer(behind(EXTENSIONS, NULL))],
    ['extensions-empty', 'extensions, and none in them', answer(instead(EXTENSIONS, EMPTY_EXTENSIONS))],
    ['certificate', 'a certificate that is none', answer({ certificates })],
  ];
  return found.map(([name, about, response]) => ({ expect: 'malformed', name: `form-${name}`, about, response }));
}
