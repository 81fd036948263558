/** Says in a few words what happened to rooms and people. */
import type { LeftEvent, ServerEvent } from "../../protocol/events.ts";
import { printable } from "../../protocol/text/printable.ts";
import { measureText } from "./measure_text.ts";
import { isSame, type Reader } from "./message_text.ts";
import { noticeText } from "./notice_text.ts";
import { roleText } from "./role_text.ts";
import { roomChangeText } from "./room_change_text.ts";

/** Events about rooms, people and the account; they have no ids and are told as they come. */
export type StateEvent = Exclude<
  ServerEvent,
  {
    event: "closing" | "deleted" | "edited" | "gap" | "hello" | "message" | "ping" | "reacted";
  }
>;

/** What happened; `undefined` when it is nothing to tell the reader. */
export function eventText(event: StateEvent, reader: Reader): string | undefined {
  switch (event.event) {
    case "notice":
      return `notice: ${noticeText(event)}`;
    case "joined":
      return isSame(event.username, reader.username)
        ? undefined
        : `${printable(event.username)} joined${elsewhere(event.room, reader)}`;
    case "left":
      return leftText(event, reader);
    case "role":
      return `${person(event.username, reader)} now ${roleText(event.role)}${
        elsewhere(event.room, reader)
      } (by ${printable(event.by)})`;
    case "measure":
      // Whoever did it was told by the answer to the command.
      return isSame(event.by, reader.username) ? undefined : measureText(event, reader);
    case "granted":
      if (isSame(event.by, reader.username)) return undefined;
      return `${person(event.username, reader)} now ${printable(event.role)} on this server (by ${
        printable(event.by)
      })`;
    case "topic":
      return event.topic === ""
        ? `${printable(event.by)} took the topic${of(event.room, reader)} away`
        : `${printable(event.by)} set the topic${of(event.room, reader)}: ${
          printable(event.topic)
        }`;
    case "room_changed":
      // Whoever did it was told by the answer to the command.
      return isSame(event.by, reader.username) ? undefined : roomChangeText(event, reader);
    case "renamed":
      return `${printable(event.by)} renamed #${printable(event.room)} to #${
        printable(event.name)
      }`;
    case "room_deleted":
      return `${printable(event.by)} deleted #${printable(event.room)}`;
    case "invitation":
      // Whoever did it was told by the answer to the command.
      return isSame(event.by, reader.username)
        ? undefined
        : `${printable(event.by)} invited ${printable(event.username)}${
          elsewhere(event.room, reader)
        }`;
    case "invited":
      return `${printable(event.by)} invites you to #${printable(event.room)}; ` +
        `come with /join #${printable(event.room)}`;
    case "presence": {
      if (isSame(event.username, reader.username)) return undefined;
      const name = printable(event.username);
      if (event.away === null) return `${name} is back`;
      return event.away === "" ? `${name} is away` : `${name} is away: ${printable(event.away)}`;
    }
    case "watched":
      return `${printable(event.username)} ${event.online === true ? "is" : "is not"} there ${
        event.online === true ? "now" : "any more"
      }`;
    case "remark":
      return `${printable(event.by)} on a message of ${printable(event.from)}: ${
        printable(event.text)
      }`;
    case "whisper":
      return `${printable(event.from)} to all from ${printable(event.role)} on: ${
        printable(event.text)
      }`;
    case "typing":
    case "read":
    case "ignored":
      return undefined;
  }
}

function leftText(event: LeftEvent, reader: Reader): string | undefined {
  const { by, message, reason, room, username } = event;
  const where = elsewhere(room, reader);
  const words = message === undefined || message === "" ? "" : `: ${printable(message)}`;
  const whom = `${by === undefined ? "" : ` by ${printable(by)}`}${words}`;
  if (isSame(username, reader.username)) {
    const name = `#${printable(room)}`;
    switch (reason) {
      case "removed":
        return `you were removed from ${name}${whom}`;
      case "banned":
        return `you were banned from ${name}${whom}`;
      case "parted":
        return `you left ${name} for good`;
      default:
        return undefined; // another device of the reader went offline
    }
  }
  const name = printable(username);
  switch (reason) {
    case "removed":
      return `${name} was removed${where}${whom}`;
    case "banned":
      return `${name} was banned${where}${whom}`;
    case "parted":
      return `${name} left${where} for good${words}`;
    default:
      return `${name} left${where}${words}`;
  }
}

function person(username: string, reader: Reader): string {
  return isSame(username, reader.username) ? "you are" : `${printable(username)} is`;
}

function elsewhere(room: string, reader: Reader): string {
  return room === reader.place.room ? "" : ` #${printable(room)}`;
}

function of(room: string, reader: Reader): string {
  return room === reader.place.room ? "" : ` of #${printable(room)}`;
}
