import { create } from 'qrcode';
import { qrPath, type QrPath } from '../encoding/qr-path.ts';

export function drawQrCode(text: string): QrPath {
  return qrPath(create(text, { errorCorrectionLevel: 'M' }).modules);
}
