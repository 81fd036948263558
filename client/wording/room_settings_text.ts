/** Says what a room is set to, and what of it has changed. */
import { formatDuration } from "../../protocol/duration.ts";
import type { AnswerFields } from "../../protocol/answers.ts";
import type { RoomChangedEvent } from "../../protocol/events.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { RoomInfo } from "../../protocol/records.ts";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import type { Reader } from "./message_text.ts";

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
  ];
}

/** What has changed, but what a measure says; undefined when there is nothing else. */
export function roomChangeText(
  event: RoomChangedEvent,
  reader: Reader,
): string | undefined {
  const { by, call_after: callAfter, keyed, limit, retention, room, visibility } = event;
  const isTopicLocked = event.topic_locked;
  const name = room === reader.place.room ? "the room" : `#${printable(room)}`;
  const changes = [
    ...(typeof visibility === "string" ? [`${name} is ${visibilityText(visibility)} now`] : []),
    ...(isTopicLocked === undefined
      ? []
      : [`${isTopicLocked ? "only moderators set" : "all members set"} the topic of ${name} now`]),
    ...(keyed === undefined
      ? []
      : [keyed ? `${name} has a new key` : `${name} has no key any more`]),
    ...(limit === undefined ? [] : [
      Number(limit) === 0
        ? `${name} takes any number of members`
        : `${name} takes at most ${Number(limit)} members`,
    ]),
    ...(callAfter === undefined ? [] : [`@room in ${name} is ${callText(callAfter)} now`]),
    ...(retention === undefined ? [] : [
      retention === 0
        ? `messages in ${name} stay now`
        : `messages in ${name} go after ${formatDuration(retention)} now`,
    ]),
  ];
  return changes.length === 0 ? undefined : `${changes.join("; ")} (by ${printable(by)})`;
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

/** Who may call everybody. */
function callText(seconds: number): string {
  return Number(seconds) === 0
    ? "for all members"
    : `for members since ${formatDuration(Number(seconds))}`;
}

function visibilityText(visibility: string): string {
  return printable(visibility.replaceAll("_", "-"));
}
