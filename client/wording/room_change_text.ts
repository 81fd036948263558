/** Says what of the settings of a room has changed. */
import { formatDuration } from "../../protocol/duration.ts";
import type { RoomChangedEvent } from "../../protocol/events.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Reader } from "./message_text.ts";
import { callText, visibilityText } from "./room_setting_words.ts";

/** What has changed, but what a measure says; undefined when there is nothing else. */
export function roomChangeText(
  event: RoomChangedEvent,
  reader: Reader,
): string | undefined {
  const { by, call_after: callAfter, keyed, limit, retention, room, visibility } = event;
  const { join_by_name: byName, outsiders_write: outsidersWrite } = event;
  const { accounts_only: isOfAccounts, without_signals: isWithoutSignals } = event;
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
    ...(byName === undefined ? [] : [
      byName
        ? `whoever knows the name of ${name} joins it now`
        : `${name} is not joined by its name any more`,
    ]),
    ...(outsidersWrite === undefined
      ? []
      : [`${outsidersWrite ? "" : "no "}outsiders write in ${name} now`]),
    ...(isOfAccounts === undefined
      ? []
      : [`${isOfAccounts ? "no " : ""}guests write in ${name} now`]),
    ...(isWithoutSignals === undefined
      ? []
      : [`${isWithoutSignals ? "no " : ""}clients ask in ${name} now`]),
  ];
  return changes.length === 0 ? undefined : `${changes.join("; ")} (by ${printable(by)})`;
}
