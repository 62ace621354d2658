import { describe, expect, it } from '@jest/globals';
import { createClockWatch } from '../../src/intake/clock-watch.ts';

const NOW = 1_795_000_000_000;

function watched() {
  const clock = { wallMs: NOW, monotonicMs: 5000 };
  const watch = createClockWatch({ nowMs: () => clock.wallMs, monotonicMs: () => clock.monotonicMs });
  const pass = (ms: number): void => {
    clock.wallMs += ms;
    clock.monotonicMs += ms;
  };
  return { clock, watch, pass };
}

describe('server-time: the clock watch', () => {
  it('trusts clocks that go together, however long', () => {
    const { watch, pass } = watched();
    pass(40 * 86_400_000);
    expect(watch.stepMs()).toBe(0);
    expect(watch.isTrusted(NOW)).toBe(true);
  });

  it.each([1, -1])('bears two seconds and no more (direction %d)', (sign) => {
    const { clock, watch, pass } = watched();
    clock.wallMs += sign * 2000;
    expect(watch.isTrusted(0)).toBe(true);
    clock.wallMs += sign;
    expect(watch.isTrusted(0)).toBe(false);
    expect(watch.stepMs()).toBe(sign * 2001);
    pass(3_600_000);
    expect(watch.isTrusted(0)).toBe(false);
  });

  it('trusts the clock again once it is set right', () => {
    const { clock, watch } = watched();
    clock.wallMs += 600_000;
    expect(watch.isTrusted(0)).toBe(false);
    clock.wallMs -= 600_000;
    expect(watch.isTrusted(0)).toBe(true);
  });

  it('sees a slow drift once it has grown', () => {
    const { clock, watch } = watched();
    for (let hour = 0; hour < 20; hour++) {
      clock.wallMs += 3_600_101;
      clock.monotonicMs += 3_600_000;
    }
    expect(watch.isTrusted(0)).toBe(false);
  });

  it('does not trust a clock that stands before the last entry of the log', () => {
    const { watch, pass } = watched();
    expect(watch.isTrusted(NOW + 2000)).toBe(true);
    expect(watch.isTrusted(NOW + 2001)).toBe(false);
    pass(1);
    expect(watch.isTrusted(NOW + 2001)).toBe(true);
  });
});
