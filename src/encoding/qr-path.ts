/** A QR code for an SVG: a square of `size` modules, quiet zone included, and the path of the dark ones. */
export interface QrPath {
  readonly size: number;
  readonly path: string;
}

/** ISO/IEC 18004 §5.3.8. */
const QUIET_ZONE = 4;

/** @param data - modules row by row, 1 where dark */
export function qrPath({ size, data }: { readonly size: number; readonly data: ArrayLike<number> }): QrPath {
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let run = 0;
      while (x + run < size && data[y * size + x + run] === 1) run++;
      if (run === 0) continue;
      path += `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h${run}v1h-${run}z`;
      x += run;
    }
  }
  return { size: size + 2 * QUIET_ZONE, path };
}
