import { describe, expect, it } from '@jest/globals';
import { create } from 'qrcode';
import { drawQrCode } from '../../src/web/qr-code.ts';

/** Paints the path, module by module. */
function paint({ size, path }: ReturnType<typeof drawQrCode>): string[] {
  const rows = Array.from({ length: size }, () => new Array<string>(size).fill(' '));
  for (const [, x = 0, y = 0, run = 0] of [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].map((m) => m.map(Number))) {
    for (let i = 0; i < run; i++) rows[y]![x + i] = '#';
  }
  return rows.map((row) => row.join(''));
}

describe('drawQrCode', () => {
  it.each(['a', `mobileSign:https://vote.example.kz/mgov/${'x'.repeat(70)}?mgovSign`])(
    'draws every module of the code of %j in a quiet zone of four',
    (text) => {
      const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
      const painted = paint(drawQrCode(text));
      expect(painted).toHaveLength(size + 8);
      const inner = painted.slice(4, -4).map((row) => row.slice(4, -4));
      expect(inner.join('')).toBe(Array.from(data, (bit) => (bit === 1 ? '#' : ' ')).join(''));
      const dark = painted.join('').replaceAll(' ', '').length;
      expect(dark).toBe(inner.join('').replaceAll(' ', '').length);
    },
  );
});
