/** Passwords that follow a rule: rows of characters, dates, repetitions. */

/** A smaller one is none for people who look for dates. */
const MIN_YEARS = 21;

/** Characters of a row that are next to each other in it differ by so much at most. */
const MAX_STEP = 5;

/** Where rows of characters usually begin. */
const USUAL_STARTS = "aAzZ019";

/** Guesses until a row like `abcdef`, `97531` or `αβγδ` is tried; undefined when it is none. */
export function guessesOfRow(text: string): number | undefined {
  if (text.length < 2) return undefined;
  const step = text.charCodeAt(1) - text.charCodeAt(0);
  if (step === 0 || Math.abs(step) > MAX_STEP) return undefined;
  if (text.length === 2 && Math.abs(step) !== 1) return undefined;
  for (let at = 2; at < text.length; at++) {
    if (text.charCodeAt(at) - text.charCodeAt(at - 1) !== step) return undefined;
  }
  const first = text.charAt(0);
  const starts = USUAL_STARTS.includes(first) ? 4 : /\d/.test(first) ? 10 : 26;
  return starts * (step > 0 ? 1 : 2) * text.length;
}

/** Guesses until a year of our time is tried, or a date of one written in eight digits. */
export function guessesOfDate(text: string, currentYear: number): number | undefined {
  const years = (year: number) => Math.max(MIN_YEARS, Math.abs(year - currentYear));
  if (/^(19\d\d|20[0-2]\d)$/.test(text)) return years(Number(text));
  if (!/^\d{8}$/.test(text)) return undefined;
  const [first, last] = [text.slice(0, 4), text.slice(4)];
  const candidates = [[last, first], [first, last]].flatMap(([year = "", day = ""]) =>
    isYear(Number(year)) && isDay(day) ? [365 * years(Number(year))] : []
  );
  return candidates.length === 0 ? undefined : Math.min(...candidates);
}

/** What a text repeats from its beginning to its end, and how often; undefined when nothing. */
export function repetitionIn(text: string): { unit: string; times: number } | undefined {
  // The shortest unit: the longest part that is both the beginning and the end overlaps all but one.
  const borders = new Uint32Array(text.length + 1);
  let border = 0;
  for (let at = 1; at < text.length; at++) {
    while (border > 0 && text[at] !== text[border]) border = borders[border] ?? 0;
    if (text[at] === text[border]) border += 1;
    borders[at + 1] = border;
  }
  const length = text.length - border;
  if (border === 0 || text.length % length !== 0) return undefined;
  return { unit: text.slice(0, length), times: text.length / length };
}

function isYear(year: number): boolean {
  return year >= 1000 && year <= 2050;
}

/** Whether four digits are a day and a month, in any order. */
function isDay(digits: string): boolean {
  const [a, b] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  return Math.min(a, b) >= 1 && Math.min(a, b) <= 12 && Math.max(a, b) <= 31;
}
