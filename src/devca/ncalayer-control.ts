import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { NcalayerState } from './ncalayer-state.ts';

const MAX_BODY_CHARACTERS = 4096;

type Control = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The page that says who signs, and commands for programs: `GET /state`, `PUT /fault {"fault", "ms"?}`,
 * `PUT /citizen {"citizen"}`, `PUT /form {"result", "armour"}`.
 */
export function createControl(state: NcalayerState, faults: readonly NcalayerState['fault'][]): Control {
  const commands = commandsOn(state, faults);
  return async (request, response) => {
    const { method = '', url = '/' } = request;
    const path = url.split('?', 1)[0] ?? '/';
    if (method === 'GET' && path === '/state') {
      sendJson(response, 200, state);
    } else if (method === 'GET' && path === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...STRICT }).end(page(state, faults));
    } else if (method === 'POST' && path === '/') {
      // Another site's form must not choose.
      if (!isOwnForm(request)) sendJson(response, 403, {});
      else {
        const form = new URLSearchParams(await readBody(request));
        commands.get('/citizen')?.({ citizen: Number(form.get('citizen')) });
        commands.get('/fault')?.({ fault: form.get('fault') });
        response.writeHead(303, { location: '/' }).end();
      }
    } else if (method === 'PUT') {
      obey(commands.get(path), await readBody(request), response);
    } else sendJson(response, 404, {});
  };
}

const STRICT = { 'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'" };

type Command = (json: unknown) => void;

/** Each throws on what it does not understand. */
function commandsOn(state: NcalayerState, faults: readonly NcalayerState['fault'][]): ReadonlyMap<string, Command> {
  const fault = z.object({ fault: z.enum(['none', ...faults]), ms: z.number().min(0).optional() });
  const citizen = z.object({ citizen: z.int().min(1).max(1_000_000) });
  const form = z.object({ result: z.enum(['string', 'array']), armour: z.enum(['CMS', 'PKCS7', 'none']) });
  return new Map<string, Command>([
    [
      '/fault',
      (json) => {
        const asked = fault.parse(json);
        state.fault = asked.fault;
        if (asked.ms !== undefined) state.faultMs = asked.ms;
      },
    ],
    [
      '/citizen',
      (json) => {
        state.citizen = citizen.parse(json).citizen;
      },
    ],
    [
      '/form',
      (json) => {
        state.form = form.parse(json);
      },
    ],
  ]);
}

function obey(command: Command | undefined, body: string, response: ServerResponse): void {
  try {
    if (command === undefined) throw new TypeError('no such command');
    command(JSON.parse(body));
    sendJson(response, 200, { ok: true });
  } catch (error) {
    sendJson(response, 400, { ok: false, message: (error as Error).message });
  }
}

function isOwnForm({ headers }: IncomingMessage): boolean {
  const { origin, host = '' } = headers;
  return origin?.replace(/^https?:\/\//, '') === host;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > MAX_BODY_CHARACTERS) throw new TypeError('request too large');
  }
  return text;
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
}

/** One page in all three languages: it stands in for a window that is no part of the site. */
function page({ citizen, fault }: NcalayerState, faults: readonly NcalayerState['fault'][]): string {
  const options = ['none', ...faults].map((name) => {
    return `<option${name === fault ? ' selected' : ''}>${name}</option>`;
  });
  return `<!doctype html>
<html lang="ru">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>NCALayer (demo)</title></head>
<body>
<h1>NCALayer (demo)</h1>
<p lang="kk">Бұл – NCALayer емес, оның көрсетілімдегі орнын басушы: сұралғанның бәріне бір реттік кілтпен қол қояды.</p>
<p>Это не NCALayer, а его замена для демонстрации: подписывает одноразовым ключом всё, о чём попросят.</p>
<p lang="en">This is a stand-in for NCALayer: it signs whatever it is asked to, with throw-away keys.</p>
<form method="post" action="/">
<p><label>Азамат · Гражданин · Citizen № <input name="citizen" type="number" min="1" max="1000000" value="${citizen}"></label></p>
<p><label>Қате · Сбой · Fault <select name="fault">${options.join('')}</select></label></p>
<p><button>OK</button></p>
</form>
</body>
</html>
`;
}
