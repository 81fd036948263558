/** What people are told of measures, and what becomes of their connections. */
import type { MeasureEvent } from "../../protocol/events.ts";
import type { Connections } from "../live/connections.ts";
import type { Hub } from "../live/hub.ts";
import { isoTime } from "../base/iso_time.ts";
import type { Measure } from "../journal/write/order/measure_rows.ts";
import { untilText } from "../journal/write/order/restraints.ts";
import type { Kicked, RoomOrder } from "../journal/write/rooms/room_orders.ts";
import type { ChangedSettings } from "../journal/write/rooms/room_settings.ts";
import type { NetworkBans } from "../access/network_bans.ts";
import { contains, parseAddress, parseNetwork } from "../access/network.ts";

/** Who a measure ended by that nobody lifted. */
const SERVER = "server";

/** Where events go, and what must be known of measures to enforce them. */
export interface MeasureOutlets {
  hub: Hub;
  connections: Connections;
  networkBans: NetworkBans;
}

/** A ban or mute was set. */
export function publishRestraint(
  measure: Measure & { wasMember: boolean; eventId: number | undefined },
  { hub }: MeasureOutlets,
): void {
  const { eventId, kind, person, room, wasMember } = measure;
  publishMeasure(hub, measure, { isLifted: false, isPersonTold: room === undefined || wasMember });
  if (person === undefined || kind === "mute") return;
  if (room === undefined) {
    const text = `You are banned from this server${untilText(measure)}`;
    hub.endConnections(person.id, "banned", text);
  } else if (wasMember) {
    const by = byOf(measure);
    const how = { reason: "banned", message: undefined } as const;
    leave(hub, { target: person, room, by, ...how, eventId, measure });
  }
}

/** Something is to be done about all whose names fit: told to those who keep order there. */
export function publishMask(hub: Hub, measure: Measure): void {
  publishMeasure(hub, measure, { isLifted: false, isPersonTold: false });
}

/** A network was banned: whoever is connected from there goes. */
export function publishNetworkBan(
  measure: Measure,
  { connections, networkBans }: MeasureOutlets,
): void {
  const { network: text, reason, untilMs } = measure;
  const network = parseNetwork(text ?? "");
  if (text === undefined || network === undefined) return;
  networkBans.add({ network: text, reason, untilMs });
  for (const connection of connections.after(0)) {
    const address = parseAddress(connection.address);
    if (address === undefined || !contains(network, address)) continue;
    connection.close("address_banned", addressBannedText(measure));
  }
}

/** What somebody is told whose address is banned. */
export function addressBannedText(
  terms: { untilMs: number | undefined; reason: string },
): string {
  return `Connections from your address are banned from this server${untilText(terms)}`;
}

/** A ban or mute has ended. */
export function publishEnd(measure: Measure, { hub, networkBans }: MeasureOutlets): void {
  if (measure.network !== undefined) networkBans.delete(measure.network);
  publishMeasure(hub, measure, { isLifted: true, isPersonTold: true });
}

/** Somebody was removed from a room or the server. */
export function publishKick(
  { eventId, target, room, by, reason, keepers }: Kicked,
  { hub, timeMs }: { hub: Hub; timeMs: number },
): void {
  hub.publishToAccounts([target.id, ...keepers], {
    event: "measure",
    kind: "kick",
    username: target.name,
    ...(room === undefined ? {} : { room: room.name }),
    by,
    ...(reason === "" ? {} : { reason }),
    time: isoTime(timeMs),
  });
  if (room !== undefined) {
    const message = reason === "" ? undefined : reason;
    const how = { reason: "removed", message } as const;
    leave(hub, { target, room, by, ...how, eventId, measure: { timeMs } });
    return;
  }
  const terms = untilText({ untilMs: undefined, reason });
  hub.endConnections(target.id, "kicked", `You were removed from this server by ${by}${terms}`);
}

/** Settings of a room have changed: slow and locked rooms are measures as well. */
export function publishRoomOrder(
  { eventId, room, by, changed }: RoomOrder,
  { hub, timeMs }: { hub: Hub; timeMs: number },
): void {
  const { locked, slow } = changed;
  const common = { room: room.name, by, time: isoTime(timeMs) };
  const measure = (kind: "lock" | "slow", how: { seconds?: number; lifted?: true }) =>
    hub.publishToRoom(room.id, { event: "measure", kind, ...how, ...common });
  if (locked !== undefined) measure("lock", locked ? {} : { lifted: true });
  if (slow !== undefined) measure("slow", slow === 0 ? { lifted: true } : { seconds: slow });
  if (Object.keys(changed).length === 0) return;
  hub.publishToRoom(room.id, {
    event: "room_changed",
    ...keptAs(eventId),
    ...defined(changed),
    ...common,
  });
}

/** Without what is undefined. */
function defined(changed: ChangedSettings) {
  const { visibility, visibility_before, locked, slow, topic_locked, keyed, limit } = changed;
  const { accounts_only, call_after, join_by_name, without_signals, outsiders_write, retention } =
    changed;
  return {
    ...(visibility === undefined ? {} : { visibility }),
    ...(visibility_before === undefined ? {} : { visibility_before }),
    ...(locked === undefined ? {} : { locked }),
    ...(slow === undefined ? {} : { slow }),
    ...(topic_locked === undefined ? {} : { topic_locked }),
    ...(keyed === undefined ? {} : { keyed }),
    ...(limit === undefined ? {} : { limit }),
    ...(call_after === undefined ? {} : { call_after }),
    ...(retention === undefined ? {} : { retention }),
    ...(join_by_name === undefined ? {} : { join_by_name }),
    ...(outsiders_write === undefined ? {} : { outsiders_write }),
    ...(accounts_only === undefined ? {} : { accounts_only }),
    ...(without_signals === undefined ? {} : { without_signals }),
  };
}

/** Whoever is not in a room is not told of what it does: that would be a way to write to anybody. */
function publishMeasure(
  hub: Hub,
  measure: Measure,
  { isLifted, isPersonTold }: { isLifted: boolean; isPersonTold: boolean },
): void {
  const { kind, isOfAccounts, mask, person, room, reason, untilMs, timeMs, keepers } = measure;
  if (person === undefined && mask === undefined) return;
  const event: MeasureEvent = {
    event: "measure",
    kind,
    ...(person === undefined ? {} : { username: person.name }),
    ...(mask === undefined ? {} : { mask }),
    ...(isOfAccounts ? { accounts: true } : {}),
    ...(room === undefined ? {} : { room: room.name }),
    by: byOf(measure),
    ...(reason === "" || isLifted ? {} : { reason }),
    ...(untilMs === undefined || isLifted ? {} : { until: isoTime(untilMs) }),
    ...(isLifted ? { lifted: true } : {}),
    time: isoTime(timeMs),
  };
  const people = isPersonTold && person !== undefined ? [person.id] : [];
  hub.publishToAccounts([...people, ...keepers], event);
}

function leave(
  hub: Hub,
  { target, room, reason, by, eventId, message, measure: { timeMs } }: {
    target: { id: number; name: string };
    room: { id: number; name: string };
    reason: "banned" | "removed";
    by: string;
    eventId: number | undefined;
    /** What is said about it to the whole room. */
    message: string | undefined;
    measure: { timeMs: number };
  },
): void {
  const time = isoTime(timeMs);
  const common = { room: room.name, username: target.name, reason, by, ...keptAs(eventId), time };
  const left = { event: "left", ...common, ...(message === undefined ? {} : { message }) } as const;
  hub.publishToRoom(room.id, left);
  hub.leaveRoom(target.id, room.id);
}

/** What says where a kept event has its place. */
export function keptAs(eventId: number | undefined): { event_id?: number } {
  return eventId === undefined ? {} : { event_id: eventId };
}

function byOf({ by }: Measure): string {
  return by?.name ?? SERVER;
}
