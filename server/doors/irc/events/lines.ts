/** Every event of the chat as lines of IRC, the same for all who have agreed on the same capabilities. */
import type { ClosingReason } from "../../../../protocol/events.ts";
import type { HubEvent } from "../../../live/wire_format.ts";
import {
  by,
  invitationLines,
  joinedLines,
  leftLines,
  renamedLines,
  roleLines,
  roomChangedLines,
  topicLines,
} from "./rooms.ts";
import {
  deletedLines,
  editedLines,
  messageLines,
  reactedLines,
  remarkLines,
  signalLines,
  whisperLines,
} from "./said.ts";
import { type Lines, tagsOf, type View } from "./view.ts";

/** The lines of an event; those that need to know who reads them are written for each reader alone. */
export function linesOf(event: HubEvent, view: View): Lines {
  const { capabilities, people, serverName } = view;
  switch (event.event) {
    case "message":
      return messageLines(event, view);
    case "edited":
      return editedLines(event, view);
    case "deleted":
      return deletedLines(event, view);
    case "reacted":
      return reactedLines(event, view);
    case "remark":
      return remarkLines(event, view);
    case "whisper":
      return whisperLines(event, view);
    case "signal":
      return signalLines(event, view);
    case "joined":
      return joinedLines(event, view);
    case "left":
      return leftLines(event, view);
    case "gone": {
      const { username, text, time } = event;
      return [by(username, { time, command: "QUIT", params: [text ?? "Offline"] }, view)];
    }
    case "renamed_person": {
      const { account = event.username, username, name, time } = event;
      const tags = tagsOf(view, { time, account });
      const source = people.sourceCalled(account, username);
      return [{ tags, source, command: "NICK", params: [name] }];
    }
    case "logged_in": {
      if (!capabilities.has("account-notify")) return [];
      const { username, time } = event;
      const params = [people.accountOf(username) ?? "*"];
      return [by(username, { time, command: "ACCOUNT", params }, view)];
    }
    case "role":
      return roleLines(event, view);
    case "topic":
      return topicLines(event, view);
    case "renamed":
      return renamedLines(event, view);
    case "invitation":
      return invitationLines(event, view);
    case "room_changed":
      return roomChangedLines(event, view);
    case "presence": {
      if (!capabilities.has("away-notify")) return [];
      const { username, away, time } = event;
      return [by(username, { time, command: "AWAY", params: away === null ? [] : [away] }, view)];
    }
    case "shown_name": {
      if (!capabilities.has("setname")) return [];
      const { username, display_name: name, time } = event;
      return [by(username, { time, command: "SETNAME", params: [name || username] }, view)];
    }
    case "user_changed": {
      if (!capabilities.has("chghost")) return [];
      const { before, user, username, time } = event;
      const host = people.hostOf(username);
      return [{
        tags: tagsOf(view, { time, account: username }),
        source: `${people.nickOf(username)}!${before}@${host}`,
        command: "CHGHOST",
        params: [user, host],
      }];
    }
    case "typing": {
      if (!capabilities.has("message-tags") || event.room === undefined) return [];
      const client = new Map([["+typing", "active"]]);
      return [{
        tags: tagsOf(view, { account: event.username, client }),
        source: people.sourceOf(event.username),
        command: "TAGMSG",
        params: [`#${event.room}`],
      }];
    }
    case "ping":
      return [{ command: "PING", params: [serverName] }];
    case "closing":
      return [{ command: "ERROR", params: [`Closing link: ${closingText(event)}`] }];
    // What is for one reader, or tells an IRC client nothing.
    case "gap":
    case "granted":
    case "hello":
    case "ignored":
    case "invited":
    case "keys_changed":
    case "link_answer":
    case "link_request":
    case "measure":
    case "metadata":
    case "notice":
    case "read":
    case "room_deleted":
    case "room_signed":
    case "watched":
    case "watched_nick":
      return [];
  }
}

function closingText({ message }: { reason: ClosingReason; message: string }): string {
  return message;
}
