/** Says what a room is set to, and what would go of it. */
import { formatDuration } from "../../protocol/duration.ts";
import type { AnswerFields } from "../../protocol/answers.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { RoomInfo } from "../../protocol/records.ts";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { callText, visibilityText } from "./room_setting_words.ts";

/** What about a room is not as it is when nobody has set anything: `private`, `locked`, `slow (30 s)`. */
export function settingsText(info: RoomInfo): string[] {
  const { call_after: callAfter, keyed, limit, locked, retention, slow, visibility } = info;
  return [
    ...(visibility === "public" ? [] : [visibilityText(visibility)]),
    ...(locked === true ? ["locked"] : []),
    ...(slow === undefined ? [] : [`slow (${formatDuration(Number(slow))})`]),
    ...(info.topic_locked === true ? ["topic by moderators"] : []),
    ...(keyed === true ? ["with a key"] : []),
    ...(limit === undefined ? [] : [`at most ${Number(limit)} members`]),
    ...(callAfter === undefined ? [] : [`@room ${callText(callAfter)}`]),
    ...(retention === undefined ? [] : [`messages go after ${formatDuration(retention)}`]),
    ...(info.join_by_name === true ? ["joined by its name"] : []),
    ...(info.outsiders_write === true ? ["outsiders write"] : []),
    ...(info.accounts_only === true ? ["no guests write"] : []),
    ...(info.without_signals === true ? ["without signals of clients"] : []),
  ];
}

/** What would go of a room. */
export function expiringText(
  room: string,
  { bytes, files, messages }: AnswerFields["would_expire"],
): string {
  if (messages === 0) return `Nothing in #${printable(room)} is older than that yet`;
  const many = messages === 1 ? "1 message" : `${messages} messages`;
  const which = files === 0
    ? ""
    : `, with ${files === 1 ? "1 file" : `${files} files`} (${bytesText(bytes)}),`;
  return `${many} in #${printable(room)}${which} ${
    messages === 1 ? "is" : "are"
  } older and would go`;
}
