/** The logs of WeeChat: `2024-02-03 14:05:06`, who, and what, with tabs between them. */
import type { ExportFiles } from "../export_files.ts";
import type { Found, ParseOptions } from "../found.ts";
import { readLines } from "../read_lines.ts";
import { LocalTimes } from "./local_time.ts";
import { type LogRoom, logsIn } from "./log_lines.ts";

const LINE = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z)?\t([^\t]*)\t(.*)$/;

/** What the client itself says: joins, quits, topics, errors. */
const NOISE = /^(?:-->|<--|--|=!=|\s*)$/;

/** What is in logs of WeeChat. */
export function weechat(files: ExportFiles, { timeZone }: ParseOptions): AsyncGenerator<Found> {
  const times = new LocalTimes(timeZone);
  return logsIn(files, /\.(?:weechatlog|log)$/, async function* ({ path, room }) {
    for await (const line of readLines(files, path)) {
      if (line.type === "broken") yield line;
      else if (line.text !== "") yield* lineIn(line, { room, times });
    }
  });
}

function* lineIn(
  { at, text: line }: { at: string; text: string },
  { room, times }: { room: LogRoom; times: LocalTimes },
): Generator<Found> {
  const [, date = "", time = "", utc, prefix = "", text = ""] = LINE.exec(line) ?? [];
  const timeMs = utc === undefined ? times.at(date, time) : Date.parse(`${date}T${time}Z`);
  if (timeMs === undefined || Number.isNaN(timeMs)) {
    yield { type: "broken", at, reason: "it is no line of WeeChat" };
    return;
  }
  const isAction = prefix.trim() === "*";
  if (!isAction && NOISE.test(prefix)) {
    yield { type: "left_out", what: "notes of joining, leaving and the like" };
    return;
  }
  const [actor = "", ...done] = text.split(" ");
  const nick = (isAction ? actor : prefix.trim()).replace(/^[@+%&~!]+/, "");
  if (nick === "") return;
  yield* room.said({ nick, text: isAction ? done.join(" ") : text, isAction, timeMs }, date);
}
