// Downloads НУЦ's certificates into certs/prod: `node scripts/fetch-prod-certs.mjs [--list FILE] [--out DIR]`.
// The list names each by the SHA-256 of its DER; whatever else comes is refused and not written. The way there need
// not be trusted, the list must be: compare it with https://pki.gov.kz/cert/ before a vote.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { parseArgs } from 'node:util';

const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 3;
const HERE = path.dirname(fileURLToPath(import.meta.url));

const { values } = parseArgs({
  options: {
    list: { type: 'string', default: path.join(HERE, '../certs/prod/certificates.json') },
    out: { type: 'string', default: path.join(HERE, '../certs/prod') },
  },
});

/** The body at `url`. pki.gov.kz turns away requests without a User-Agent. */
function download(url, redirects = MAX_REDIRECTS) {
  return new Promise((resolve, reject) => {
    const { get } = url.startsWith('https:') ? https : http;
    const request = get(url, { headers: { 'user-agent': 'dauys' }, timeout: TIMEOUT_MS }, (response) => {
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects > 0) {
        response.resume();
        resolve(download(String(new URL(headers.location, url)), redirects - 1));
        return;
      }
      if (statusCode !== 200) {
        response.resume();
        reject(new Error(`answered ${statusCode}`));
        return;
      }
      const chunks = [];
      let size = 0;
      response.on('data', (chunk) => {
        size += chunk.length;
        if (size > MAX_BYTES) request.destroy(new Error('more bytes than a certificate has'));
        else chunks.push(chunk);
      });
      response.on('end', () => resolve(Buffer.concat(chunks)));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}

/** DER of a body that may be PEM; what is neither stays as it is and fails the comparison. */
function toDer(body) {
  const pem = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(body.toString('latin1'));
  return pem === null ? body : Buffer.from(pem[1], 'base64');
}

/** @returns whether the certificate stands in its place now */
async function fetchCertificate({ file, url, sha256 }) {
  let der;
  try {
    der = toDer(await download(url));
  } catch (error) {
    process.stderr.write(`${file}: ${url}: ${error.message}\n`);
    return false;
  }
  const actual = createHash('sha256').update(der).digest('hex');
  if (actual !== sha256) {
    process.stderr.write(`${file}: refused: SHA-256 is ${actual}, not ${sha256}\n`);
    return false;
  }
  const target = path.join(values.out, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(`${target}.part`, der);
  renameSync(`${target}.part`, target);
  process.stdout.write(`${file}: ${sha256}\n`);
  return true;
}

const outcomes = [];
for (const certificate of JSON.parse(readFileSync(values.list, 'utf8')))
  outcomes.push(await fetchCertificate(certificate));
process.exitCode = outcomes.every(Boolean) ? 0 : 1;
