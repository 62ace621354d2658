import { describe, expect, it } from '@jest/globals';
import { DauysError } from '../../src/domain/errors.ts';
import { createLogger, errorFields, type LogFields } from '../../src/observability/logger.ts';

const IIN = '000000000012';

function capture(): { lines: string[]; logger: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  return { lines, logger: createLogger('debug', { write: (line: string) => lines.push(line) }) };
}

describe('createLogger', () => {
  it('writes one JSON line with level, time, fields and message', () => {
    const { lines, logger } = capture();
    logger.info({ event: 'ballot-accepted', contest: 'demo', durationMs: 3 }, 'ballot accepted');
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      event: 'ballot-accepted',
      contest: 'demo',
      durationMs: 3,
      msg: 'ballot accepted',
    });
  });

  it('drops every field that is not on the list, whatever the type said', () => {
    const { lines, logger } = capture();
    const careless = { event: 'x', iin: IIN, body: IIN, ip: '203.0.113.7', candidate: 'c-12', err: new Error(IIN) };
    for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level](careless, 'x');
    logger.info(new Error(IIN) as unknown as LogFields, 'x');
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(line).not.toMatch(/000000000012|203\.0\.113|c-12/);
  });

  it('writes nothing below its level', () => {
    const lines: string[] = [];
    const logger = createLogger('warn', { write: (line: string) => lines.push(line) });
    logger.info({ event: 'x' }, 'x');
    logger.warn({ event: 'y' }, 'y');
    expect(lines).toHaveLength(1);
  });
});

describe('errorFields', () => {
  it('keeps the place and the code of a foreign error but not its message, nor that of its cause', () => {
    let foreign: unknown;
    try {
      JSON.parse(`{"iin": "${IIN}", nonsense}`);
    } catch (error) {
      foreign = error;
    }
    const error = Object.assign(new Error(`at ${IIN}\n    at line of ${IIN}`, { cause: foreign }), {
      code: 'SQLITE_FULL',
    });
    const fields = errorFields(error);
    expect(fields).toMatchObject({ name: 'Error', code: 'SQLITE_FULL', cause: { name: 'SyntaxError' } });
    expect(fields.frames.join()).toContain('logger.test.ts');
    expect(JSON.stringify(fields)).not.toContain(IIN);
  });

  it('keeps the message of an error of this project', () => {
    expect(errorFields(new DauysError('busy', 'the pool is full'))).toMatchObject({
      code: 'busy',
      message: 'the pool is full',
    });
  });

  it('bears anything thrown and causes without end', () => {
    for (const thrown of [undefined, null, 'text', 7, {}]) expect(errorFields(thrown).frames).toEqual([]);
    const loop = new Error('loop');
    loop.cause = loop;
    expect(JSON.stringify(errorFields(loop)).split('"cause"').length - 1).toBe(3);
  });
});
