import { z } from 'zod';
import { DauysError } from './errors.ts';

/** A text in the two state languages, and in English where someone translated it. NFC, checked at load. */
export interface LocalizedText {
  readonly kk: string;
  readonly ru: string;
  readonly en?: string | undefined;
}

const nfc = z
  .string()
  .min(1)
  .max(1000)
  .refine((s) => s.isWellFormed() && s === s.normalize('NFC'), 'must be well-formed Unicode in NFC')
  // eslint-disable-next-line no-control-regex -- control characters would break the signed note and every log line
  .refine((s) => !/[\u0000-\u001f\u007f]/.test(s), 'must hold no control characters');
const localized = z.strictObject({ kk: nfc, ru: nfc, en: nfc.optional() });
const id = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'must be 1-64 of a-z, 0-9 and inner hyphens');
const instant = z.iso.datetime({ offset: true });

const schema = z.strictObject({
  id,
  // Key name of a signed note (C2SP signed-note): non-empty, no white space, no plus sign.
  origin: z.string().regex(/^[\x21-\x2a\x2c-\x7e]{1,200}$/, 'must be ASCII without white space and "+"'),
  title: localized,
  timezone: z.string().refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, 'must be an IANA time zone'),
  opensAt: instant,
  closesAt: instant,
  publication: z.strictObject({
    mode: z.enum(['live', 'afterClose']),
    everySeconds: z.int().min(1).max(86_400).optional(),
    minNewBallots: z.int().min(1).max(1_000_000).optional(),
  }),
  regions: z
    .array(z.strictObject({ id, name: localized }))
    .min(1)
    .max(1000),
  nominations: z
    .array(z.strictObject({ id, title: localized }))
    .min(1)
    .max(1000),
  candidates: z
    .array(
      z.strictObject({
        id,
        number: z.int().min(1).max(65_534),
        name: localized,
        region: id,
        nomination: id,
        summary: localized.optional(),
        media: z
          .array(z.strictObject({ kind: z.enum(['video', 'image', 'document']), url: z.url({ protocol: /^https?$/ }) }))
          .max(20)
          .optional(),
      }),
    )
    .min(1)
    .max(65_534),
});

/** A contest as its definition file states it. Fixed at load. */
export type ContestDefinition = z.infer<typeof schema>;
export type Candidate = ContestDefinition['candidates'][number];

/** How often counts are published, and after how many new ballots at least; the defaults are not part of the digest. */
export function publicationPace(contest: ContestDefinition): { everySeconds: number; minNewBallots: number } {
  return {
    everySeconds: contest.publication.everySeconds ?? 10,
    minNewBallots: contest.publication.minNewBallots ?? 1,
  };
}

/** `closing` lasts from `closesAt` until the closing entry stands in the log. */
export type ContestState = 'before' | 'open' | 'closing' | 'closed';

/**
 * Reads a contest definition out of parsed JSON; unknown keys are refused.
 * @throws DauysError `contest-invalid` naming the first faults by path, never by value.
 */
export function parseContestDefinition(json: unknown): ContestDefinition {
  const result = schema.safeParse(json);
  if (!result.success) {
    const faults = result.error.issues.slice(0, 5).map((i) => `${i.path.join('.')}: ${i.message}`);
    throw new DauysError('contest-invalid', faults.join('; '));
  }
  checkReferences(result.data);
  return result.data;
}

function checkReferences(contest: ContestDefinition): void {
  if (Date.parse(contest.opensAt) >= Date.parse(contest.closesAt)) {
    throw new DauysError('contest-invalid', 'closesAt must come after opensAt');
  }
  assertUnique(
    'regions.id',
    contest.regions.map((r) => r.id),
  );
  assertUnique(
    'nominations.id',
    contest.nominations.map((n) => n.id),
  );
  assertUnique(
    'candidates.id',
    contest.candidates.map((c) => c.id),
  );
  assertUnique(
    'candidates.number',
    contest.candidates.map((c) => String(c.number)),
  );
  const regions = new Set(contest.regions.map((r) => r.id));
  const nominations = new Set(contest.nominations.map((n) => n.id));
  for (const [i, candidate] of contest.candidates.entries()) {
    if (!regions.has(candidate.region))
      throw new DauysError('contest-invalid', `candidates.${i}.region is not a region`);
    if (!nominations.has(candidate.nomination)) {
      throw new DauysError('contest-invalid', `candidates.${i}.nomination is not a nomination`);
    }
  }
}

function assertUnique(what: string, values: readonly string[]): void {
  if (new Set(values).size !== values.length) throw new DauysError('contest-invalid', `${what} must be unique`);
}
