/** Entries about bans and mutes: they are set, lifted by hand, and end by themselves. */
import { ChatError } from "../../../../protocol/errors.ts";
import { networkText, parseNetwork } from "../../../access/network.ts";
import type { Appliers } from "../../applier.ts";
import {
  accountNamed,
  type Actor,
  actorOf,
  type Admitted,
  admitToRoom,
  demandServerRight,
  roleIn,
} from "../../gate.ts";
import { demandHigherRank } from "../../ranks.ts";
import type { WriteStore } from "../write_store.ts";
import type { Row, Store } from "../../database/store.ts";
import { announce } from "./announce.ts";
import { audit } from "./audit.ts";
import { endOf, untilText } from "./restraints.ts";
import { parseNameMask } from "../../../access/name_mask.ts";
import type { MaskKind } from "../../masks.ts";
import {
  activeMeasure,
  addMeasure,
  endMeasure,
  hasManyMasks,
  type MaskTarget,
  MAX_MASKS,
  type Measure,
  measureOf,
  type MeasureTarget,
} from "./measure_rows.ts";
import { checkedNetwork, checkMayLetIn, checkNobodyHigherIn } from "./network_checks.ts";
import { checkOtherOwner } from "../rooms/room_checks.ts";
import { noteRoomEvent } from "../rooms/room_events.ts";
import type { Acting } from "./staff.ts";

/** Most networks that are banned at once: they are all held in memory. */
const MAX_NETWORK_BANS = 10_000;

/** For how long, and why (empty: no reason). */
interface Terms {
  /** Undefined: without end. */
  seconds: number | undefined;
  reason: string;
}

/** Whose names a mask fits in a room, and what is done about them. */
interface OfMask {
  measure: MaskKind;
  mask: string;
  /** Whether it is about those alone who have an account. */
  isOfAccounts: boolean;
  room: string;
}

/** Entries about measures. */
export interface MeasureEntries {
  /** Bans or mutes an account, in a room or, without one, everywhere; in the place of what is there. */
  restrain: {
    fields: Acting & Terms & {
      measure: "ban" | "mute";
      username: string;
      room: string | undefined;
    };
    /** `wasMember`: it was in the room from which it is banned. */
    result: Measure & { wasMember: boolean; eventId: number | undefined };
  };
  /** Bans a network; `force` also one with the machine's own addresses or the asker's in it. */
  ban_network: { fields: Acting & Terms & { network: string; force: boolean }; result: Measure };
  /** Bans, mutes, exempts or lets in everybody in a room whose name fits; in the place of what is there. */
  restrain_mask: { fields: Acting & Terms & OfMask; result: Measure };
  /** Ends that before its time. */
  lift_mask: { fields: Acting & OfMask; result: Measure };
  /** Ends a measure before its time, by its id or by what it is about. */
  lift: {
    fields: Acting & {
      which:
        | { id: number }
        | { measure: "ban" | "mute"; username: string; room: string | undefined }
        | { network: string };
    };
    result: Measure;
  };
  /** Notes what has ended by itself by now, so many at once; `more` says that there is more of it. */
  expire: { fields: { limit: number }; result: { ended: Measure[]; more: boolean } };
}

/** Applies {@linkcode MeasureEntries}. */
export const MEASURE_APPLIERS: Appliers<MeasureEntries> = {
  restrain(
    store,
    { actor: account, address, measure: kind, username, room, seconds, reason, timeMs },
  ) {
    const actor = actorOf(store, account);
    const place = admittedPlace(store, account, room);
    const person = accountNamed(store, username);
    demandHigherRank(store, actor, person, place);
    const standing = place === undefined ? "outsider" : roleIn(store, person.id, place.id);
    if (kind === "ban" && place !== undefined && standing === "owner") {
      checkOtherOwner(store, place.id);
    }
    const untilMs = endOf(seconds, timeMs);
    const target = { kind, person, place };
    const id = addMeasure(store, target, { actor, reason, untilMs, timeMs });
    const measure = measureOf(store, id);
    tell(store, measure, {
      action: kind,
      actor,
      address,
      did: kind === "ban" ? "banned" : "muted",
    });
    const wasMember = !["banned", "invited", "outsider"].includes(standing);
    const detail = { event: "left", reason: "banned" } as const;
    const eventId = kind === "ban" && wasMember && place !== undefined
      ? noteRoomEvent(store, {
        room: place.id,
        actor: account,
        target: person.id,
        detail,
        timeMs,
      })
      : undefined;
    return { ...measure, wasMember, eventId };
  },

  ban_network(store, { actor: account, address, network: text, force, seconds, reason, timeMs }) {
    const actor = demandServerRight(store, account, "ban_addresses");
    const network = checkedNetwork(text, { address, force });
    checkNobodyHigherIn(store, actor, network);
    const row = store.get(
      `SELECT count(*) AS count FROM measures
       WHERE network IS NOT NULL AND network <> ? AND lifted_ms IS NULL`,
      network,
    );
    if (Number(row?.["count"]) >= MAX_NETWORK_BANS) {
      throw new ChatError(
        "bad_network",
        `${MAX_NETWORK_BANS} networks are banned, as many as there may be; lift some first`,
      );
    }
    const untilMs = endOf(seconds, timeMs);
    const id = addMeasure(store, { kind: "ban", network }, { actor, reason, untilMs, timeMs });
    const measure = measureOf(store, id);
    tell(store, measure, { action: "ban", actor, address, did: "banned" });
    return measure;
  },

  restrain_mask(store, entry) {
    const { actor: account, address, measure: kind, room, seconds, reason, timeMs } = entry;
    const actor = actorOf(store, account);
    const target = maskTarget(store, entry);
    // One that a guest has left behind becomes one that was set.
    const isSet = activeMeasure(store, target)?.["is_of_guest"] === 0;
    if (!isSet && hasManyMasks(store, target.place.id)) {
      throw new ChatError(
        "bad_field",
        `#${room} has ${MAX_MASKS} masks, as many as there may be; lift some first`,
      );
    }
    const untilMs = endOf(seconds, timeMs);
    const measure = measureOf(store, addMeasure(store, target, { actor, reason, untilMs, timeMs }));
    tell(store, measure, { action: kind, actor, address, did: MASK_DONE[kind] });
    return measure;
  },

  lift_mask(store, entry) {
    const { actor: account, address, timeMs } = entry;
    const actor = actorOf(store, account);
    const row = activeMeasure(store, maskTarget(store, entry));
    if (row === undefined || hasEnded(row, timeMs)) {
      throw new ChatError("no_such_measure", `Nothing of this kind is about ${entry.mask} here`);
    }
    const measure = endMeasure(store, row, { by: actor, timeMs });
    tell(store, measure, { action: "lift", actor, address, did: liftedWord(measure) });
    return measure;
  },

  lift(store, { actor: account, address, which, timeMs }) {
    const actor = actorOf(store, account);
    const row = "id" in which
      ? liftableById(store, actor, which.id)
      : activeMeasure(store, targetOf(store, actor, which));
    if (row === undefined || hasEnded(row, timeMs)) {
      throw new ChatError("no_such_measure", notInForce(which));
    }
    const measure = endMeasure(store, row, { by: actor, timeMs });
    tell(store, measure, { action: "lift", actor, address, did: liftedWord(measure) });
    return measure;
  },

  expire(store, { limit, timeMs }) {
    const rows = store.all(
      `SELECT * FROM measures WHERE lifted_ms IS NULL AND until_ms <= ?
       ORDER BY until_ms, id LIMIT ?`,
      timeMs,
      limit + 1,
    );
    const ended = rows.slice(0, limit).map((row) => {
      const measure = endMeasure(store, row, { by: undefined, timeMs });
      tell(store, measure, { action: "lift", actor: undefined, address: "", did: "" });
      return measure;
    });
    return { ended, more: rows.length > ended.length };
  },
};

/** What was done about all whose names fit a mask, or is undone. */
const MASK_DONE: Readonly<Record<MaskKind, string>> = {
  ban: "banned",
  mute: "muted",
  exempt: "exempted",
  let_in: "let in",
};

function maskTarget(
  store: Store,
  { actor, measure: kind, mask, isOfAccounts, room }: OfMask & { actor: number },
): MaskTarget {
  const place = admitToRoom(store, actor, room, "moderate");
  return { kind, mask: parseNameMask(mask), isOfAccounts, place };
}

/** The room, if the account keeps order in it; undefined where it does so on the whole server. */
function admittedPlace(
  store: Store,
  account: number,
  room: string | undefined,
): Admitted | undefined {
  if (room !== undefined) return admitToRoom(store, account, room, "moderate");
  demandServerRight(store, account, "restrain");
  return undefined;
}

/** A measure by its id, if the actor may lift it; nobody finds out about others. */
function liftableById(store: Store, actor: Actor, id: number): Row | undefined {
  const row = store.get("SELECT * FROM measures WHERE id = ? AND lifted_ms IS NULL", id);
  if (row === undefined) return undefined;
  const { network, person, room } = measureOf(store, id);
  let place: Admitted | undefined;
  try {
    if (network !== undefined) demandServerRight(store, actor.id, "ban_addresses");
    else place = admittedPlace(store, actor.id, room?.name);
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
  if (network !== undefined) checkMayLetIn(store, actor, network);
  if (person !== undefined) demandHigherRank(store, actor, accountNamed(store, person.name), place);
  return row;
}

/** What a measure that is to be lifted is about, if the actor may lift it. */
function targetOf(
  store: Store,
  actor: Actor,
  which:
    | { measure: "ban" | "mute"; username: string; room: string | undefined }
    | { network: string },
): MeasureTarget {
  if ("network" in which) {
    demandServerRight(store, actor.id, "ban_addresses");
    const network = parseNetwork(which.network);
    if (network === undefined) throw new ChatError("bad_network");
    checkMayLetIn(store, actor, networkText(network));
    return { kind: "ban", network: networkText(network) };
  }
  const place = admittedPlace(store, actor.id, which.room);
  const person = accountNamed(store, which.username);
  demandHigherRank(store, actor, person, place);
  return { kind: which.measure, person, place };
}

/** What is said when there is nothing to lift; undefined: the usual. */
function notInForce(which: MeasureEntries["lift"]["fields"]["which"]): string | undefined {
  if ("id" in which) return undefined;
  if ("network" in which) return `${which.network} is not banned`;
  const { measure, room, username } = which;
  const where = room === undefined ? "this server" : `#${room.toLowerCase().replace(/^#/, "")}`;
  return measure === "ban"
    ? `${username} is not banned from ${where}`
    : `${username} is not muted ${room === undefined ? "on" : "in"} ${where}`;
}

function hasEnded({ until_ms: untilMs }: Row, timeMs: number): boolean {
  return untilMs !== null && Number(untilMs) <= timeMs;
}

function liftedWord({ kind, mask }: Measure): string {
  if (mask !== undefined) return `took back what ${MASK_DONE[kind]}`;
  return kind === "ban" ? "lifted the ban of" : "unmuted";
}

/** Writes into the audit log and, unless it is about a private room, tells those who keep order. */
function tell(
  store: WriteStore,
  measure: Measure,
  { action, actor, address, did }: {
    action: MaskKind | "lift";
    /** Undefined when it ended by itself. */
    actor: Actor | undefined;
    address: string;
    did: string;
  },
): void {
  const { kind, network, person, mask, room, timeMs } = measure;
  const target = person?.name ?? network ?? mask ?? "";
  const terms = action === "lift" ? "" : untilText(measure);
  audit(store, {
    action,
    actor,
    address,
    target,
    room: room?.name ?? "",
    detail: action === "lift" ? kind : terms.replace(/^[: ]+/, ""),
    timeMs,
  });
  if (room?.isPrivate) return;
  const where = room === undefined ? "" : ` in #${room.name}`;
  const text = actor === undefined
    ? `The ${kind === "let_in" ? "letting in" : kind} of ${target}${where} is over`
    : `${actor.name} ${did} ${target}${where}${terms}`;
  announce(store, text, timeMs);
}
