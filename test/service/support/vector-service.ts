import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64 } from '../../../src/encoding/bytes.ts';
import type { SettingTexts } from '../../../src/config.ts';
import { testContest } from '../../support/ballots.ts';
import { frozenClock } from '../../support/frozen-clock.ts';
import { createInstallation, startTestService, type Answer, type TestService } from '../../support/service.ts';
import { readVectors, type Vector } from '../../support/vector.ts';

const ALL = [...readVectors('valid'), ...readVectors('invalid')];

export const bytesOf = (base64: string): Uint8Array => fromBase64(base64)!;

export function vector(name: string): Vector {
  const found = ALL.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  return found;
}

/** The vectors whose trust, lists and time are those of `like`. */
export function vectorsLike(like: readonly Vector[]): Vector[] {
  const [anchors, intermediates] = [like.flatMap((v) => v.anchors), like.flatMap((v) => v.intermediates)];
  const isAmong = (some: readonly string[], all: readonly string[]): boolean =>
    some.length === 1 && some.every((one) => all.includes(one));
  return ALL.filter(
    (v) =>
      isAmong(v.anchors, anchors) &&
      isAmong(v.intermediates, intermediates) &&
      v.crls.length === 0 &&
      v.tsa === undefined &&
      v.at === like[0]?.at,
  );
}

export interface VectorService extends TestService {
  /** Of the installation. */
  readonly directory: string;
  /** Sends a vector's CMS, naming the candidate where its signature is detached. */
  send(vector: Vector): Promise<Answer>;
  /** Entries in the log, out of the newest checkpoint. */
  size(): Promise<number>;
}

/** The real service over the bundled contest, under the trust, lists and time of these vectors. */
export async function startVectorService(
  { of, crls = [] }: { of: readonly Vector[]; crls?: readonly string[] },
  changes: SettingTexts = {},
): Promise<VectorService> {
  const contest = testContest('qamqor-demo');
  const installation = createInstallation({ contest, authorities: [] });
  const write = (folder: string, files: Iterable<string>): string[] => {
    mkdirSync(join(installation.directory, folder), { recursive: true });
    return [...files].map((file, i) => {
      const path = join(installation.directory, folder, `${i}.cer`);
      writeFileSync(path, bytesOf(file));
      return path;
    });
  };
  write('trust/anchors', new Set(of.flatMap((v) => v.anchors)));
  write('trust/intermediates', new Set(of.flatMap((v) => v.intermediates)));
  write('trust/tsa', new Set(of.flatMap((v) => v.tsa ?? [])));
  const lists = write('crls', crls);
  const settings = lists.length === 0 ? changes : { DAUYS_CRL: lists.join(','), ...changes };
  // No ticks: at the time of some vectors the contest is over, and its closing entry would come whenever it likes.
  const runtime = { tickMs: 3_600_000 };
  const service = await startTestService(installation, settings, frozenClock(new Date(of[0]!.at)), runtime);
  return {
    ...service,
    directory: installation.directory,
    send: (v) => service.post(bytesOf(v.cms), {}, v.detached ? '?candidate=n012' : ''),
    size: async () => Number((await service.get('/log/qamqor-demo/checkpoint')).body.split('\n')[1]),
    async stop() {
      await service.stop();
      installation.remove();
    },
  };
}
