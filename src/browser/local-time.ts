/**
 * A moment in the contest's time zone, to the second, in digits alone: not every browser has the names of Kazakh months.
 * @param iso - RFC 3339
 */
export function localTime(iso: string, timeZone: string, language: string): string {
  const { year, month, day, hour, minute, second } = partsOf(new Date(iso), timeZone);
  const date = language === 'en' ? `${year}-${month}-${day}` : `${day}.${month}.${year}`;
  return `${date}, ${hour}:${minute}:${second}`;
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

function partsOf(moment: Date, timeZone: string): Readonly<Record<Part, string>> {
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric' },
    ...{ month: two, day: two, hour: two, minute: two, second: two },
  });
  const found = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const part = (type: Part): string => found.get(type) ?? '';
  return {
    ...{ year: part('year'), month: part('month'), day: part('day') },
    ...{ hour: part('hour'), minute: part('minute'), second: part('second') },
  };
}
