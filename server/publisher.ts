/** From the journal to the hub: which events become of what was committed, and who sees them. */
import type { ServerEvent } from "../protocol/events.ts";
import type { Hub } from "./hub.ts";
import { isoTime } from "./iso_time.ts";
import type { EntryKind, EntryOf, ResultOf } from "./journal/entries.ts";
import type { Committed } from "./journal/journal.ts";
import { type Announced, ANNOUNCER } from "./journal/write/announce.ts";
import type { Changed } from "./journal/write/messages.ts";
import type { Purged } from "./journal/write/purges.ts";
import type { Promoted } from "./journal/write/staff.ts";
import type { Log } from "./log.ts";
import {
  type MeasureOutlets,
  publishEnd,
  publishKick,
  publishNetworkBan,
  publishRestraint,
  publishRoomOrder,
} from "./publish_measures.ts";
import type { Registration } from "./registration.ts";
import { publishReport, publishResolution } from "./publish_reports.ts";
import { rankOf, type Standing } from "./rights.ts";
import { isNothing, simulationText } from "./simulation.ts";
import type { Simulations } from "./simulations.ts";

/** Where events and log lines go. */
interface Outlets extends MeasureOutlets {
  hub: Hub;
  log: Log;
  registration: Registration;
  simulations: Simulations;
}

type Publisher<K extends EntryKind> = (
  entry: EntryOf<K>,
  result: ResultOf<K>,
  outlets: Outlets,
) => void;

/** Publishes committed entries in their order. */
export function publishCommitted(committed: readonly Committed[], outlets: Outlets): void {
  for (const item of committed) {
    publish(item, outlets);
    for (const announced of item.announced ?? []) publishAnnouncement(announced, outlets);
  }
}

function publishAnnouncement({ id, timeMs, room, text }: Announced, { hub }: Outlets): void {
  hub.publishToRoom(room.id, {
    event: "message",
    id,
    room: room.name,
    from: ANNOUNCER,
    text,
    time: isoTime(timeMs),
  });
}

function publish<K extends EntryKind>(item: Committed & { kind: K }, outlets: Outlets): void {
  const publisher = PUBLISHERS[item.kind] as Publisher<K> | undefined;
  publisher?.(item.entry as unknown as EntryOf<K>, item.result as ResultOf<K>, outlets);
}

/** Kinds of entries that nobody else sees are not listed. */
const PUBLISHERS: { readonly [K in EntryKind]?: Publisher<K> } = {
  register: (_entry, record, { hub }) => hub.expect(record),
  open_session({ account }, record, { hub }) {
    hub.closeSessions(account, record.displaced, "revoked");
    hub.expect(record);
  },

  resume_session: (_entry, record, { hub }) => hub.expect(record),

  say_room(entry, { id, timeMs, duplicate, room, masked, reported }, { hub, log }) {
    if (duplicate) return;
    const from = entry.authorName;
    const text = masked ?? entry.text;
    hub.publishToRoom(room.id, {
      event: "message",
      id,
      room: room.name,
      from,
      text,
      time: isoTime(timeMs),
      ...traitsOf(entry),
    });
    if (reported !== undefined) publishReport(hub, reported);
    const shown = log.messageTexts ? { text } : {};
    log.write({ event: "message", id, room: room.name, username: from, ...shown });
  },

  say_direct(entry, { id, timeMs, duplicate, recipient, masked }, { hub }) {
    if (duplicate) return;
    hub.publishToAccounts([entry.author, recipient.id], {
      event: "message",
      id,
      to: recipient.name,
      from: entry.authorName,
      text: masked ?? entry.text,
      time: isoTime(timeMs),
      ...traitsOf(entry),
    });
  },

  edit(entry, { masked, reported, ...changed }, { hub }) {
    const text = masked ?? entry.text;
    if (reported !== undefined) publishReport(hub, reported);
    publishChange(hub, changed, (common) => ({ event: "edited", text, ...common }));
  },

  delete(_entry, changed, { hub }) {
    publishChange(hub, changed, (common) => ({ event: "deleted", ...common }));
  },

  react({ emoji, remove }, changed, { hub }) {
    if (changed === undefined) return;
    const removed = remove ? { removed: true as const } : {};
    publishChange(hub, changed, (common) => ({ event: "reacted", emoji, ...removed, ...common }));
  },

  join_room({ account, timeMs }, { room, joined }, { hub }) {
    if (joined) memberCame(hub, { account, room, timeMs });
  },

  create_room({ account, timeMs }, room, { hub }) {
    memberCame(hub, { account, room, timeMs });
  },

  found_room({ timeMs }, { owner, ...room }, { hub }) {
    memberCame(hub, { account: owner, room, timeMs });
  },

  replace_password(_entry, account, { hub }) {
    hub.endConnections(account, "revoked", "Your password was changed; log in with the new one");
  },

  part_room({ account, accountName, timeMs }, { room, wasMember }, { hub }) {
    if (!wasMember) return;
    const time = isoTime(timeMs);
    const left = {
      event: "left",
      room: room.name,
      username: accountName,
      reason: "parted",
      time,
    } as const;
    hub.publishToRoom(room.id, left);
    hub.leaveRoom(account, room.id);
  },

  set_role({ role, timeMs }, { room, target, before, by }, { hub }) {
    const time = isoTime(timeMs);
    const common = { room: room.name, username: target.name, by, time };
    const wasIn = isMember(before);
    if (role === "none" || role === "banned") {
      if (!wasIn) return;
      const reason = role === "banned" ? "banned" : "removed";
      hub.publishToRoom(room.id, { event: "left", reason, ...common });
      hub.leaveRoom(target.id, room.id);
    } else if (role !== before) {
      hub.publishToRoom(room.id, { event: "role", role, ...common });
    }
  },

  invite({ accountName: by, timeMs }, { room, target, isNew }, { hub }) {
    if (!isNew) return;
    const time = isoTime(timeMs);
    hub.publishToAccounts([target.id], { event: "invited", room: room.name, by, time });
  },

  set_topic({ accountName: by, topic, timeMs }, room, { hub }) {
    const time = isoTime(timeMs);
    hub.publishToRoom(room.id, { event: "topic", room: room.name, topic, by, time });
  },

  rename_room({ accountName: by, timeMs }, { id, name, from }, { hub }) {
    if (name === from) return;
    hub.publishToRoom(id, { event: "renamed", room: from, name, by, time: isoTime(timeMs) });
    hub.renameRoom({ id, name });
  },

  delete_room({ timeMs }, { id, name, by }, { hub }) {
    hub.publishToRoom(id, { event: "room_deleted", room: name, by, time: isoTime(timeMs) });
    hub.deleteRoom(id);
  },

  mark_read({ account }, { id, unread, mentions, place }, { hub }) {
    hub.publishToAccounts([account], { event: "read", id, unread, mentions, ...place });
  },

  ignore({ account }, { users }, { hub }) {
    hub.publishToAccounts([account], { event: "ignored", users });
  },

  unignore({ account }, { users }, { hub }) {
    hub.publishToAccounts([account], { event: "ignored", users });
  },

  close_sessions(entry, closed, { hub }) {
    if ("allBut" in entry) hub.closeOtherSessions(entry.account, entry.allBut, "revoked");
    else hub.closeSessions(entry.account, closed, "revoked");
  },

  delete_account({ account }, { unreacted }, { hub }) {
    publishPurged(hub, { deleted: [], unreacted });
    hub.closeAccount(account, "account_deleted");
  },

  end_account(_entry, { account, unreacted }, { hub }) {
    publishPurged(hub, { deleted: [], unreacted });
    hub.closeAccount(account, "account_deleted");
  },

  erase_own: (_entry, purged, { hub }) => publishPurged(hub, purged),
  purge: (_entry, purged, { hub }) => publishPurged(hub, purged),

  restrain: (_entry, measure, outlets) => publishRestraint(measure, outlets),
  ban_network: (_entry, measure, outlets) => publishNetworkBan(measure, outlets),
  lift: (_entry, measure, outlets) => publishEnd(measure, outlets),
  expire(_entry, { ended }, outlets) {
    for (const measure of ended) publishEnd(measure, outlets);
  },

  kick({ timeMs }, kicked, { hub }) {
    publishKick(kicked, { hub, timeMs });
  },

  slow({ seconds, timeMs }, order, { hub }) {
    publishRoomOrder(order, { hub, timeMs, kind: "slow", seconds });
  },

  lock({ locked, timeMs }, order, { hub }) {
    publishRoomOrder(order, { hub, timeMs, kind: "lock", locked });
  },

  claim({ timeMs }, promoted, { hub }) {
    publishPromotion(hub, promoted, timeMs);
  },

  grant({ timeMs }, promoted, { hub }) {
    publishPromotion(hub, promoted, timeMs);
  },

  report(_entry, reported, { hub }) {
    publishReport(hub, reported);
  },

  resolve_report(_entry, resolved, { hub }) {
    publishResolution(hub, resolved);
  },

  simulate({ simulation }, { target, by }, { hub, simulations }) {
    simulations.set(target.id, simulation);
    const applied = simulations.of(target.id);
    for (const session of hub.account(target.id)?.sessions ?? []) session.pretend(applied);
    const text = isNothing(simulation)
      ? `Your connections are not simulated any more, by ${by}`
      : `Your connections are simulated (${simulationText(simulation)}), by ${by}`;
    hub.publishToAccounts([target.id], { event: "notice", text });
  },

  set_registration(_entry, rule, { registration }) {
    registration.change(rule);
  },

  end_registration(_entry, rule, { registration }) {
    registration.change(rule);
  },

  reset_password(_entry, { account, by }, { hub }) {
    const message = `${by} asks you to choose another password; log in with the one you have`;
    hub.endConnections(account, "password_reset", message);
  },

  reset_second_factor(_entry, { account, by }, { hub }) {
    const text = `${by} took your second factor off; only your password protects this account now`;
    hub.publishToAccounts([account], { event: "notice", text });
  },

  set_password({ account, session }, _result, { hub }) {
    hub.closeOtherSessions(account, session, "revoked");
  },
};

/** What an event about a change has in common with the others. */
type Common = {
  id: number;
  message: number;
  from: string;
  by: string;
  time: string;
  room?: string;
  to?: string;
};

function publishChange(
  hub: Hub,
  { id, timeMs, message, from, by, place }: Changed,
  eventOf: (common: Common) => ServerEvent,
): void {
  const common = { id, message, from, by, time: isoTime(timeMs) };
  if ("room" in place) {
    hub.publishToRoom(place.room.id, eventOf({ ...common, room: place.room.name }));
  } else {
    hub.publishToAccounts(place.accounts, eventOf({ ...common, to: place.to }));
  }
}

function publishPurged(
  hub: Hub,
  { deleted, unreacted }: Pick<Purged, "deleted" | "unreacted">,
): void {
  for (const change of deleted) {
    publishChange(hub, change, (common) => ({ event: "deleted", ...common }));
  }
  for (const { emoji, ...change } of unreacted) {
    publishChange(
      hub,
      change,
      (common) => ({ event: "reacted", emoji, removed: true, ...common }),
    );
  }
}

function publishPromotion(hub: Hub, promoted: Promoted, timeMs: number): void {
  const { account, username, role, before, by, joined, left } = promoted;
  if (role !== before) {
    hub.setRole(account, role);
    const time = isoTime(timeMs);
    hub.publishToAccounts([account], { event: "granted", username, role, by, time });
  }
  if (joined !== undefined) memberCame(hub, { account, room: joined, timeMs });
  if (left !== undefined) {
    const time = isoTime(timeMs);
    const common = { room: left.name, username, reason: "removed", by, time } as const;
    hub.publishToRoom(left.id, { event: "left", ...common });
    hub.leaveRoom(account, left.id);
  }
}

function memberCame(
  hub: Hub,
  { account, room, timeMs }: {
    account: number;
    room: { id: number; name: string };
    timeMs: number;
  },
): void {
  hub.joinRoom(account, room);
  const username = hub.account(account)?.name;
  // Whoever joins is online; if its last connection has just ended, its `left` says the rest.
  if (username === undefined) return;
  hub.publishToRoom(room.id, { event: "joined", room: room.name, username, time: isoTime(timeMs) });
}

function traitsOf({ isAction, replyTo }: { isAction: boolean; replyTo: number | undefined }) {
  return {
    ...(isAction ? { me: true as const } : {}),
    ...(replyTo === undefined ? {} : { reply_to: replyTo }),
  };
}

function isMember(standing: Standing): boolean {
  return rankOf(standing) >= rankOf("read_only");
}
