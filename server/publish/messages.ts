/** Publishes what is said, and what becomes of it. */
import type { Content } from "../../protocol/content/content.ts";
import { wireOf } from "../../protocol/content/kinds.ts";
import { SEALED_EMOJI } from "../../protocol/content/sealed.ts";
import { toBase64url } from "../../protocol/encryption/bytes.ts";
import { isoTime } from "../base/iso_time.ts";
import { publishChange, publishPurged } from "./changes.ts";
import type { RoomRecord } from "../journal/records.ts";
import type { Outlets, Publishers } from "./publishers.ts";
import { publishReport } from "./reports.ts";

/** Entries about messages. */
export const MESSAGE_PUBLISHERS = {
  say_room(entry, { duplicate, isBot, isHushed, room, masked, reported, ...said }, { hub }) {
    if (duplicate) return;
    const { id, timeMs, replyFrom } = said;
    const { authorName: from, replyTo } = entry;
    const content = masked ?? entry.content;
    hub.publishToRoom(room.id, {
      event: "message",
      id,
      room: room.name,
      from,
      ...bot(isBot),
      ...wireOf(content),
      time: isoTime(timeMs),
      ...replyOf({ replyTo, replyFrom }),
      ...hushed(isHushed),
    });
    if (reported !== undefined) publishReport(hub, reported);
  },

  whisper({ kind: _, said, role, authorName: from }, { accounts, room, text, timeMs }, { hub }) {
    hub.publishToAccounts(accounts, {
      event: "whisper",
      room: room.name,
      from,
      role,
      text,
      ...(said === "text" ? {} : { kind: said }),
      time: isoTime(timeMs),
    });
  },

  remark(_entry, { text, ...told }, { hub }) {
    publishChange(hub, { ...told, id: 0 }, ({ id: _id, ...common }) => ({
      event: "remark",
      text,
      ...common,
    }));
  },

  signal({ actor, authorName: from, isAnswer }, { goal, text, timeMs }, { hub }) {
    const asked = { event: "signal", from, text, isAnswer, time: isoTime(timeMs) } as const;
    if ("room" in goal) {
      hub.tellPeopleIn(goal.room.id, { ...asked, room: goal.room.name });
    } else {
      hub.tellPeople([actor, goal.recipient.id], { ...asked, to: goal.recipient.name });
    }
  },

  say_hook({ replyTo }, said, { hub }) {
    if (said.as === "nothing" || said.as === "message" && said.duplicate) return;
    if (said.reported !== undefined) publishReport(hub, said.reported);
    if (said.as === "edit") {
      const { as: _, content, isHushed, reported: _reported, ...changed } = said;
      const words = { ...wireOf(content), ...hushed(isHushed) };
      publishChange(hub, changed, (common) => ({ event: "edited", ...words, ...common }));
      return;
    }
    publishHook(hub, { ...said, content: said.masked ?? said.content, replyTo });
  },

  note_hook(_entry, { farewell, room }, { hub }) {
    if (farewell !== undefined) publishHook(hub, { ...farewell, room, replyTo: undefined });
  },

  say_direct(entry, { duplicate, isBot, recipient, masked, ...said }, { hub }) {
    if (duplicate) return;
    const { id, timeMs, replyFrom } = said;
    hub.publishToAccounts([entry.actor, recipient.id], {
      event: "message",
      id,
      to: recipient.name,
      from: entry.authorName,
      ...bot(isBot),
      ...wireOf(masked ?? entry.content),
      time: isoTime(timeMs),
      ...replyOf({ replyTo: entry.replyTo, replyFrom }),
    });
  },

  say_sealed(entry, { id, timeMs, duplicate, recipient }, { hub }) {
    if (duplicate) return;
    hub.publishToAccounts([entry.actor, recipient.id], {
      event: "message",
      id,
      to: recipient.name,
      from: entry.authorName,
      ...wireOf(entry.content),
      time: isoTime(timeMs),
    });
  },

  say_sealed_room(entry, { id, timeMs, duplicate, room }, { hub }) {
    if (duplicate) return;
    hub.publishToRoom(room.id, {
      event: "message",
      id,
      room: room.name,
      from: entry.authorName,
      ...wireOf(entry.content),
      time: isoTime(timeMs),
    });
  },

  edit_sealed(_entry, { content, duplicate, ...changed }, { hub }) {
    if (duplicate || content === undefined) return;
    const said = wireOf(content);
    publishChange(hub, changed, (common) => ({ event: "edited", ...said, ...common }));
  },

  react_sealed({ sealed: bytes }, { duplicate, ...changed }, { hub }) {
    if (duplicate) return;
    const sealed = toBase64url(bytes);
    const emoji = SEALED_EMOJI;
    publishChange(hub, changed, (common) => {
      return { event: "reacted", emoji, reaction: common.id, sealed, ...common };
    });
  },

  unreact_sealed({ reaction }, changed, { hub }) {
    if (changed === undefined) return;
    const emoji = SEALED_EMOJI;
    publishChange(hub, changed, (common) => {
      return { event: "reacted", emoji, reaction, removed: true, ...common };
    });
  },

  edit(_entry, { content, isHushed, reported, ...changed }, { hub }) {
    if (reported !== undefined) publishReport(hub, reported);
    const said = { ...wireOf(content), ...hushed(isHushed) };
    publishChange(hub, changed, (common) => ({ event: "edited", ...said, ...common }));
  },

  delete(_entry, { reason, ...changed }, { hub }) {
    const said = reason === undefined ? {} : { reason };
    publishChange(hub, changed, (common) => ({ event: "deleted", ...common, ...said }));
  },

  react({ emoji, remove }, changed, { hub }) {
    if (changed === undefined) return;
    const removed = remove ? { removed: true as const } : {};
    publishChange(hub, changed, (common) => ({ event: "reacted", emoji, ...removed, ...common }));
  },

  mark_read({ actor: account }, { id, readMs, unread, mentions, place }, { hub }) {
    const time = readMs === undefined ? {} : { time: isoTime(readMs) };
    hub.publishToAccounts([account], { event: "read", id, ...time, unread, mentions, ...place });
  },

  erase_own: (_entry, purged, { hub }) => publishPurged(hub, purged),

  purge: (_entry, purged, { hub }) => publishPurged(hub, purged),
} as const satisfies Publishers;

function publishHook(
  hub: Outlets["hub"],
  { id, timeMs, room, from, content, replyTo, replyFrom, isHushed }: {
    id: number;
    timeMs: number;
    room: RoomRecord;
    from: string;
    content: Content;
    replyTo: number | undefined;
    replyFrom?: string;
    isHushed?: true;
  },
): void {
  hub.publishToRoom(room.id, {
    event: "message",
    id,
    room: room.name,
    from,
    ...wireOf(content),
    time: isoTime(timeMs),
    ...replyOf({ replyTo, replyFrom }),
    ...hushed(isHushed),
  });
}

function replyOf(
  { replyTo, replyFrom }: { replyTo: number | undefined; replyFrom: string | undefined },
): { reply_to?: number; reply_from?: string } {
  return {
    ...(replyTo === undefined ? {} : { reply_to: replyTo }),
    ...(replyFrom === undefined ? {} : { reply_from: replyFrom }),
  };
}

function bot(isBot: true | undefined): { bot?: true } {
  return isBot ? { bot: true } : {};
}

function hushed(isHushed: true | undefined): { hushed?: true } {
  return isHushed ? { hushed: true } : {};
}
