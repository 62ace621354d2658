import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeManifest, isExportPath, parseManifest, type ManifestFile } from '../../src/audit/export-manifest.ts';

const SHA = 'ab'.repeat(32);
const FILES: readonly ManifestFile[] = [
  { path: 'public/log/tile/0/x001/234', bytes: 8192, sha256: SHA },
  { path: 'public/log/tile/0/000.p/3', bytes: 96, sha256: SHA },
  { path: 'restricted/ballots/000000.bin.age', bytes: 300, sha256: SHA, plain: { bytes: 100, sha256: SHA } },
];
const MANIFEST = { contest: 'demo', size: 3, checkpoint: 'a\n3\nb\n', files: FILES };
const TEXT = Buffer.from(encodeManifest(MANIFEST)).toString();

describe('a manifest', () => {
  it('has one encoding, its paths ascending', () => {
    expect(TEXT).toBe(
      `{"checkpoint":"a\\n3\\nb\\n","contest":"demo","dauys":"export/1","files":[` +
        `{"bytes":96,"path":"public/log/tile/0/000.p/3","sha256":"${SHA}"},` +
        `{"bytes":8192,"path":"public/log/tile/0/x001/234","sha256":"${SHA}"},` +
        `{"bytes":300,"path":"restricted/ballots/000000.bin.age","plain":{"bytes":100,"sha256":"${SHA}"},"sha256":"${SHA}"}` +
        `],"size":3,"unit":65536}`,
    );
    const { dauys, unit, ...rest } = parseManifest(Buffer.from(TEXT));
    expect([dauys, unit]).toEqual(['export/1', 65_536]);
    expect(Buffer.from(encodeManifest(rest)).toString()).toBe(TEXT);
  });

  const change = (from: string | RegExp, to: string): string => TEXT.replace(from, to);
  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['nothing', 'null'],
    ['not UTF-8', Buffer.from([0xff])],
    ['another kind', change('export/1', 'export/2')],
    ['another unit', change('65536', '65537')],
    ['an unknown member', change('"size":3', '"size":3,"sizf":1')],
    ['white space', change('"size":3', '"size": 3')],
    ['another order', change(/,"size":3,"unit":65536/, ',"unit":65536,"size":3')],
    ['no size', change('"size":3,', '')],
    ['an empty log', change('"size":3', '"size":0')],
    ['a fraction', change('"size":3', '"size":3.5')],
    ['a number as text', change('"bytes":96', '"bytes":"96"')],
    ['a negative length', change('"bytes":96', '"bytes":-1')],
    ['an upper-case digest', change(SHA, SHA.toUpperCase())],
    ['a short digest', change(SHA, SHA.slice(2))],
    ['a path twice', change('x001/234', '000.p/3')],
    ['paths out of order', change('000.p/3', 'x999/999')],
    [
      'a plain digest of an open file',
      change('"bytes":96,"path":"public/log/tile/0/000.p/3"', '$&,"plain":{"bytes":1}'),
    ],
    ['an encrypted file without one', change(/,"plain":\{[^}]*\}/, '')],
    ['no list of files', change(/"files":\[.*\]/, '"files":{}')],
  ])('with %s is refused', (_, text) => {
    expect(() => parseManifest(Buffer.from(text as string))).toThrow(/not the manifest of an export/);
  });

  it.each([
    '../etc/passwd',
    '/etc/passwd',
    'public',
    'public/',
    'public/../restricted/x',
    'public/./x',
    'public//x',
    'public/.hidden',
    'public/x/..',
    'public/x\\y',
    'public/x y',
    'public/x\0',
    'public/é',
    'other/x',
    'restricted/../public/x',
    `public/${'x/'.repeat(9)}x`,
    `public/${'x'.repeat(130)}`,
  ])('names no path like %j', (path) => {
    expect(isExportPath(path)).toBe(false);
    const text = change('public/log/tile/0/000.p/3', JSON.stringify(path).slice(1, -1));
    expect(() => parseManifest(Buffer.from(text))).toThrow(/not the manifest/);
  });

  it('stays inside its directory whatever it names', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9._/\\ -]{0,12}$/);
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), (segments) => {
        const path = ['public', ...segments].join('/');
        if (!isExportPath(path)) return;
        expect(new URL(path, 'file:///export/').href).toBe(`file:///export/${path}`);
      }),
    );
  });
});
