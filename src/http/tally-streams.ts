import type { IncomingMessage, ServerResponse } from 'node:http';
import { DauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import type { TallyView } from '../tally/view.ts';
import type { HttpDeps } from './deps.ts';

type StreamDeps = Pick<HttpDeps, 'tallies' | 'events' | 'limits' | 'sha256'>;

export interface TallyStreams {
  /** Streams the counts of a contest as server-sent events until the reader or the service goes away. */
  open(contestId: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends all streams and takes no more; readers come back by themselves, elsewhere or later. */
  close(): void;
}

interface Reader {
  readonly response: ServerResponse;
  hasBeenSent: boolean;
  /** The newest frame a slow reader has not been sent; older ones are dropped. */
  waiting: string | undefined;
  /** Heartbeats in a row that found the reader still behind. */
  missedBeats: number;
}

const MAX_MISSED_BEATS = 2;
const RECONNECT = 'retry: 5000\n\n';
const HEARTBEAT = ': \n\n';

export function createTallyStreams({ tallies, events, limits, sha256 }: StreamDeps): TallyStreams {
  const readers = new Set<Reader>();
  const channels = new Map<string, Channel>();
  const frameOf = (view: TallyView): Frame => {
    const data = JSON.stringify(view);
    const id = toHex(sha256(Buffer.from(data)).subarray(0, 8));
    return { id, text: `id: ${id}\nevent: tally\ndata: ${data}\n\n` };
  };
  let isClosed = false;
  const heart = setInterval(() => {
    for (const reader of readers) beat(reader);
  }, limits.heartbeatMs);
  heart.unref();

  function join(contestId: string, reader: Reader): void {
    const channel = channels.get(contestId) ?? openChannel(tallies, contestId, frameOf);
    channels.set(contestId, channel);
    channel.readers.add(reader);
    readers.add(reader);
    events.streamsChanged(readers.size);
    reader.response.once('close', () => {
      readers.delete(reader);
      channel.readers.delete(reader);
      if (channel.readers.size === 0) {
        channel.close();
        channels.delete(contestId);
      }
      events.streamsChanged(readers.size);
    });
  }

  return {
    async open(contestId, request, response) {
      if (request.method === 'HEAD') {
        begin(response).end();
        return;
      }
      if (isClosed || readers.size >= limits.maxStreams) throw new DauysError('busy', 'no more streams');
      const reader: Reader = { response, hasBeenSent: false, waiting: undefined, missedBeats: 0 };
      join(contestId, reader);
      response.on('drain', () => {
        catchUp(reader);
      });
      begin(response).write(RECONNECT);
      const { id, text } = frameOf(await tallies.view(contestId));
      // Joined before the view was read: what came in between is newer.
      if (!reader.hasBeenSent && request.headers['last-event-id'] !== id) push(reader, text);
    },
    close() {
      isClosed = true;
      clearInterval(heart);
      for (const { response } of readers) response.end();
    },
  };
}

/** All readers of one contest: a publication is read and serialized once for them. */
interface Channel {
  readonly readers: Set<Reader>;
  close(): void;
}

interface Frame {
  readonly id: string;
  readonly text: string;
}

function openChannel(tallies: StreamDeps['tallies'], contestId: string, frameOf: (view: TallyView) => Frame): Channel {
  const readers = new Set<Reader>();
  let lastId = '';
  const close = tallies.subscribe(contestId, (view) => {
    const { id, text } = frameOf(view);
    // The same publication is announced by this process, by Redis and by polling.
    if (id === lastId) return;
    lastId = id;
    for (const reader of readers) {
      reader.hasBeenSent = true;
      push(reader, text);
    }
  });
  return { readers, close };
}

function begin(response: ServerResponse): ServerResponse {
  return response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // nginx would otherwise hold the events back.
    'X-Accel-Buffering': 'no',
  });
}

/** Sends a frame at once, or keeps it as the one a slow reader gets next. */
function push(reader: Reader, frame: string): void {
  if (reader.response.writableEnded) return;
  if (reader.response.writableNeedDrain) reader.waiting = frame;
  else reader.response.write(frame);
}

function catchUp(reader: Reader): void {
  reader.missedBeats = 0;
  const frame = reader.waiting;
  reader.waiting = undefined;
  if (frame !== undefined) push(reader, frame);
}

function beat(reader: Reader): void {
  if (!reader.response.writableNeedDrain) push(reader, HEARTBEAT);
  else if (++reader.missedBeats > MAX_MISSED_BEATS) reader.response.destroy();
}
