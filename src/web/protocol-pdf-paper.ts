import { once } from 'node:events';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { Language } from '../domain/texts.ts';

/** Fonts with all letters of Kazakh. */
const FONTS = { body: 'DejaVuSans', bold: 'DejaVuSans-Bold', mono: 'DejaVuSansMono' } as const;
const MARGIN = 50;
const FOOTER = 30;
const CELL = 4;
const TAGS = { kk: 'kk-KZ', ru: 'ru-KZ', en: 'en' } as const;

export interface Column {
  readonly title: string;
  /** Of the width of the paper. */
  readonly share: number;
  readonly isNumber?: boolean;
}

/** A4 paper that is written from the top on; what stands on it is tagged for screen readers. */
export interface Paper {
  title(text: string): void;
  heading(text: string): void;
  paragraph(text: string): void;
  list(items: readonly string[]): void;
  /** Label and value. */
  facts(rows: readonly (readonly [string, string])[]): void;
  /** A value of many characters, below its label. */
  code(label: string, text: string): void;
  /** The last row is the sum of the others. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void;
  /** The document's bytes, with a line at the foot of each page. */
  finish(footer: (page: number, of: number) => string): Promise<Uint8Array>;
}

interface PaperOptions {
  readonly language: Language;
  readonly title: string;
  /** When it is said to have been made: no clock is asked, so that the same content makes the same bytes. */
  readonly madeAt: Date;
}

export function openPaper({ language, title, madeAt }: PaperOptions): Paper {
  const require = createRequire(import.meta.url);
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    lang: TAGS[language],
    displayTitle: true,
    info: { Title: title, Creator: 'Dauys', Producer: 'Dauys', CreationDate: madeAt, ModDate: madeAt },
  });
  for (const font of Object.values(FONTS)) {
    document.registerFont(font, require.resolve(`dejavu-fonts-ttf/ttf/${font}.ttf`));
  }
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const root = document.struct('Document');
  document.addStructure(root);
  const bottom = document.page.height - MARGIN;
  const width = document.page.width - 2 * MARGIN;

  /** Draws something as one element of the document. */
  function element(tag: string, draw: () => void, parent = root): void {
    const content = document.markStructureContent(tag);
    draw();
    document.endMarkedContent();
    const made = document.struct(tag, {}, content);
    parent.add(made);
    made.end();
  }

  function write(tag: string, text: string, { font = FONTS.body as string, size = 9.5, gap = 4 }, parent = root): void {
    element(
      tag,
      () => document.font(font).fontSize(size).text(text, MARGIN, document.y, { width, lineGap: 1.5 }),
      parent,
    );
    document.y += gap;
  }

  /** A heading stays with what follows it. */
  function keep(height: number): void {
    if (document.y + height > bottom) document.addPage();
  }

  function rowHeight(cells: readonly string[], columns: readonly Column[]): number {
    const heights = cells.map((cell, i) =>
      document.heightOfString(cell, { width: width * (columns[i]?.share ?? 0) - 2 * CELL }),
    );
    return Math.max(...heights) + 2 * CELL - 1;
  }

  function drawCell(cell: string, i: number, columns: readonly Column[], y: number): void {
    const before = columns.slice(0, i).reduce((sum, { share }) => sum + share, 0);
    const { share = 0, isNumber = false } = columns[i] ?? {};
    const align = isNumber ? 'right' : 'left';
    document.text(cell, MARGIN + width * before + CELL, y + CELL, { width: width * share - 2 * CELL, align });
  }

  /** Draws something that is no content. */
  function artifact(draw: () => void): void {
    document.markContent('Artifact', { type: 'Layout' });
    draw();
    document.endMarkedContent();
  }

  function rule(y: number, weight: number): void {
    artifact(() => {
      document
        .moveTo(MARGIN, y)
        .lineTo(MARGIN + width, y)
        .lineWidth(weight)
        .strokeColor('#44575d')
        .stroke();
    });
  }

  function drawRow(cells: readonly string[], columns: readonly Column[], font: string, draw: DrawCell): void {
    document.font(font).fontSize(8.5);
    const y = document.y;
    const height = rowHeight(cells, columns);
    cells.forEach((cell, i) => {
      draw(() => {
        drawCell(cell, i, columns, y);
      }, i);
    });
    rule(y + height, font === FONTS.bold ? 0.8 : 0.3);
    document.y = y + height;
  }

  return {
    title(text) {
      write('H1', text, { font: FONTS.bold, size: 16, gap: 6 });
    },
    heading(text) {
      keep(80);
      document.y += 8;
      write('H2', text, { font: FONTS.bold, size: 11.5, gap: 4 });
    },
    paragraph(text) {
      keep(30);
      write('P', text, {});
    },
    list(items) {
      const list = document.struct('L');
      root.add(list);
      items.forEach((item, i) => {
        keep(30);
        write('LI', `${i + 1}. ${item}`, {}, list);
      });
      list.end();
    },
    facts(rows) {
      for (const [label, value] of rows) {
        keep(20);
        element('P', () => {
          document.font(FONTS.bold).fontSize(9.5);
          document.text(`${label}: `, MARGIN, document.y, { width, lineGap: 1.5, continued: true });
          document.font(FONTS.body).text(value);
        });
        document.y += 2;
      }
    },
    code(label, text) {
      keep(60);
      write('P', `${label}:`, { font: FONTS.bold, gap: 0 });
      write('Code', text, { font: FONTS.mono, size: 7.2, gap: 6 });
    },
    table(columns, rows) {
      const table = document.struct('Table');
      root.add(table);
      const titles = columns.map(({ title: own }) => own);
      const row = (cells: readonly string[], font: string, tag: 'TH' | 'TD'): void => {
        const tr = document.struct('TR');
        table.add(tr);
        drawRow(cells, columns, font, (draw, i) => {
          element(i === 0 && tag === 'TD' ? 'TH' : tag, draw, tr);
        });
        tr.end();
      };
      row(titles, FONTS.bold, 'TH');
      rows.forEach((cells, i) => {
        const font = i === rows.length - 1 ? FONTS.bold : FONTS.body;
        document.font(font).fontSize(8.5);
        // The sum stays with a row that it sums.
        const together = i === rows.length - 2 ? 2 : 1;
        if (document.y + together * rowHeight(cells, columns) > bottom) {
          document.addPage();
          // Said once already: here it is for eyes alone.
          drawRow(titles, columns, FONTS.bold, artifact);
        }
        row(cells, font, 'TD');
      });
      table.end();
      document.y += 8;
    },
    async finish(footer) {
      root.end();
      const { count } = document.bufferedPageRange();
      for (let page = 0; page < count; page++) {
        document.switchToPage(page);
        // The foot lies in the margin, where text would begin another page.
        document.page.margins.bottom = 0;
        document.markContent('Artifact', { type: 'Pagination' });
        document.font(FONTS.body).fontSize(7).fillColor('#44575d');
        document.text(footer(page + 1, count), MARGIN, document.page.height - FOOTER, { width, align: 'center' });
        document.endMarkedContent();
      }
      const ended = once(document, 'end');
      document.end();
      await ended;
      return new Uint8Array(Buffer.concat(chunks));
    },
  };
}

type DrawCell = (draw: () => void, i: number) => void;
