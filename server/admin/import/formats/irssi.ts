/** The logs of irssi: `14:05 <@alice> hello` under lines that say which day it is. */
import type { ExportFiles } from "../export_files.ts";
import type { Found, ParseOptions } from "../found.ts";
import { readLines } from "../read_lines.ts";
import { LocalTimes } from "./local_time.ts";
import { type LogRoom, logsIn } from "./log_lines.ts";

const DAY =
  /^--- (?:Log opened|Day changed) \w{3} (\w{3}) (\d{1,2})(?: \d{2}:\d{2}:\d{2})? (\d{4})$/;
const TIMED = /^(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{2}:\d{2}(?::\d{2})?) (.*)$/;
const SAID = /^<[ @+%&~!]{0,4}([^>\s]{1,64})> ?(.*)$/;
const ACTED = /^ ?\* (\S{1,64}) ?(.*)$/;
const NOTICED = /^-([^\s:!-][^\s:]{0,63}?)(?::\S{1,64})?- (.*)$/;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** What is in logs of irssi. */
export function irssi(files: ExportFiles, { timeZone }: ParseOptions): AsyncGenerator<Found> {
  const times = new LocalTimes(timeZone);
  return logsIn(files, /\.log$/, async function* ({ path, room }) {
    // Logs that are turned over every day have it in their name.
    let day = /(\d{4}-\d{2}-\d{2})[^/]*$/.exec(path)?.[1];
    for await (const line of readLines(files, path)) {
      if (line.type === "broken") yield line;
      else if (line.text.startsWith("---")) day = dayOf(line.text) ?? day;
      else if (line.text !== "") yield* lineIn(line, { day, room, times });
    }
  });
}

function dayOf(line: string): string | undefined {
  const [, month = "", day = "", year] = DAY.exec(line) ?? [];
  const number = MONTHS.indexOf(month) + 1;
  if (year === undefined || number === 0) return undefined;
  return `${year}-${String(number).padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function* lineIn(
  { at, text: line }: { at: string; text: string },
  { day: known, room, times }: { day: string | undefined; room: LogRoom; times: LocalTimes },
): Generator<Found> {
  const [, date, time = "", rest = ""] = TIMED.exec(line) ?? [];
  const day = date ?? known;
  const timeMs = day === undefined ? undefined : times.at(day, time);
  if (day === undefined || timeMs === undefined) {
    const reason = time === "" ? "it is no line of irssi" : "nothing says which day it is";
    yield { type: "broken", at, reason };
    return;
  }
  if (rest.startsWith("-!-")) {
    yield { type: "left_out", what: "notes of joining, leaving and the like" };
    return;
  }
  const acted = ACTED.exec(rest);
  const [, name = "", text = ""] = SAID.exec(rest) ?? acted ?? NOTICED.exec(rest) ?? [];
  const nick = name.trim().replace(/^[@+%&~!]+/, "");
  if (nick === "") {
    yield { type: "broken", at, reason: "it is no line of irssi" };
    return;
  }
  yield* room.said({ nick, text, isAction: acted !== null && !SAID.test(rest), timeMs }, day);
}
