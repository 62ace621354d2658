import type { IncomingMessage, ServerResponse } from 'node:http';
import { DauysError } from '../domain/errors.ts';
import { concatBytes } from '../encoding/bytes.ts';
import type { HttpLimits } from './deps.ts';

/** The sender went away before its last byte: there is nobody to answer. */
export class UploadAborted extends Error {
  override readonly name = 'UploadAborted';
}

export interface UploadReader {
  /**
   * Resolves when the last byte has arrived.
   * @throws DauysError `too-large` by Content-Length before the first byte or as soon as the limit is passed, `busy`
   * when the uploads together hold too much memory; `UploadAborted` when the sender goes away.
   */
  read(request: IncomingMessage, response: ServerResponse): Promise<Uint8Array>;
}

/** Reads bodies whole into memory, each and all together within bounds. */
export function createUploadReader({
  maxBodyBytes,
  maxBufferedBytes,
}: Pick<HttpLimits, 'maxBodyBytes' | 'maxBufferedBytes'>): UploadReader {
  let buffered = 0;
  return {
    read(request, response) {
      if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
        return Promise.reject(new DauysError('too-large', 'Content-Length is over the limit'));
      }
      if (request.headers.expect !== undefined) response.writeContinue();
      const chunks: Uint8Array[] = [];
      let size = 0;
      return new Promise<Uint8Array>((resolve, reject) => {
        const onData = (chunk: Uint8Array): void => {
          size += chunk.length;
          buffered += chunk.length;
          chunks.push(chunk);
          if (size > maxBodyBytes)
            settle(() => {
              reject(new DauysError('too-large', 'the body is over the limit'));
            });
          else if (buffered > maxBufferedBytes)
            settle(() => {
              reject(new DauysError('busy', 'too many uploads at once'));
            });
        };
        const onEnd = (): void => {
          settle(() => {
            resolve(joined(chunks));
          });
        };
        const onLost = (): void => {
          settle(() => {
            reject(new UploadAborted());
          });
        };
        const settle = (conclude: () => void): void => {
          request.off('data', onData).off('end', onEnd).off('close', onLost).off('error', onLost);
          // Whatever comes after the verdict must not become an unhandled error.
          request.on('error', () => undefined);
          buffered -= size;
          conclude();
        };
        request.on('data', onData).on('end', onEnd).on('close', onLost).on('error', onLost);
      });
    },
  };
}

/** A copy: a chunk is a view into a socket's buffer of 64 KiB, which would live as long as the ballot in hand. */
function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...chunks);
}
