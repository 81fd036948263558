/** Writes times of day in the format of the config file, in the time zone of the reader. */

const MONTHS: readonly string[] = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS: readonly string[] = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];

/**
 * Formats like strftime with `%H`, `%I`, `%M`, `%S`, `%p`, `%d`, `%m`, `%y`, `%Y`, `%a`, `%b` and
 * `%%`; everything else stays as it is.
 */
export function formatTime(timeMs: number, format: string): string {
  const time = new Date(timeMs);
  return format.replace(/%([a-zA-Z%])/g, (all, letter: string) => partOf(time, letter) ?? all);
}

/** `Friday, 20 November 2026`. */
export function longDay(timeMs: number): string {
  const time = new Date(timeMs);
  if (Number.isNaN(timeMs)) return "an unknown day";
  return `${DAYS[time.getDay()]}, ${time.getDate()} ${
    MONTHS[time.getMonth()]
  } ${time.getFullYear()}`;
}

function partOf(time: Date, letter: string): string | undefined {
  const hours = time.getHours();
  switch (letter) {
    case "H":
      return two(hours);
    case "I":
      return two(hours % 12 || 12);
    case "M":
      return two(time.getMinutes());
    case "S":
      return two(time.getSeconds());
    case "p":
      return hours < 12 ? "AM" : "PM";
    case "d":
      return two(time.getDate());
    case "m":
      return two(time.getMonth() + 1);
    case "y":
      return two(time.getFullYear() % 100);
    case "Y":
      return String(time.getFullYear());
    case "a":
      return DAYS[time.getDay()]?.slice(0, 3) ?? "---";
    case "b":
      return MONTHS[time.getMonth()]?.slice(0, 3) ?? "---";
    case "%":
      return "%";
    default:
      return undefined;
  }
}

function two(number: number): string {
  return Number.isNaN(number) ? "--" : String(number).padStart(2, "0");
}
