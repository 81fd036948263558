/** Queries about bans and mutes, and what else those who keep order look at. */
import type { MeasureInfo } from "../../../protocol/records.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { NetworkBan } from "../../access/network_bans.ts";
import type { Readers } from "../applier.ts";
import { CONSOLE, CONSOLE_NAME } from "../actors.ts";
import { accountNamed, admitToRoom, demandServerRight, mayHere } from "../gate.ts";
import { isAboutAccount, type MaskKind } from "../masks.ts";
import type { Row } from "../database/store.ts";
import { ignores } from "../write/accounts/ignoring.ts";
import { checkPrivateVoice, checkVoice } from "../write/order/restraints.ts";
import { rowTime } from "./message.ts";

/** Most measures in one answer. */
const PAGE_MEASURES = 200;

/** Queries about measures. */
export interface MeasureQueries {
  /**
   * One page of what is in force at a time, in a room or on the whole server, newest first; members who
   * do not keep order in a room get what is about themselves.
   */
  measures: {
    fields: {
      account: number;
      of: MaskKind | undefined;
      room: string | undefined;
      /** Measures with smaller ids, to go on to older ones. */
      before: number | undefined;
    };
    result: { measures: MeasureInfo[]; more: boolean };
  };
  /** The room, or the account, that somebody may speak to. */
  voice: {
    fields: { account: number; place: { room: string } | { to: string } };
    /** `isIgnored`: by the account that is spoken to. */
    result: { id: number; name: string; isIgnored: boolean };
  };
  /** All networks that are banned. */
  network_bans: { fields: Record<never, never>; result: NetworkBan[] };
  /** Whether the end of a measure has come and is not noted. */
  is_measure_due: { fields: Record<never, never>; result: boolean };
  /** What the clients of these sessions call themselves, by the session. */
  devices: { fields: { sessions: number[] }; result: Map<number, string> };
}

/** Answers {@linkcode MeasureQueries}. */
export const MEASURE_READERS: Readers<MeasureQueries> = {
  measures(store, { account, of, room, before }) {
    const place = room === undefined ? undefined : admitToRoom(store, account, room, "read");
    if (place === undefined) demandServerRight(store, account, "moderate");
    const isKeeper = place === undefined || account === CONSOLE || mayHere(place, "moderate");
    const rows = store.all(
      `SELECT measures.*, targets.name AS target_name, setters.name AS setter_name FROM measures
       LEFT JOIN accounts AS targets ON targets.id = account
       LEFT JOIN accounts AS setters ON setters.id = set_by
       WHERE lifted_ms IS NULL AND (until_ms IS NULL OR until_ms > ?1) AND room IS ?2
         AND (?3 IS NULL OR measures.kind = ?3) AND (?4 IS NULL OR measures.id < ?4)
         AND (?5 IS NULL OR account = ?5 OR mask IS NOT NULL)
       ORDER BY measures.id DESC LIMIT ${PAGE_MEASURES + 1}`,
      store.timeMs,
      place?.id ?? null,
      of ?? null,
      before ?? null,
      isKeeper ? null : account,
    ).filter((row) => isKeeper || row["mask"] === null || isAboutAccount(store, row, account));
    const all = rows.slice(0, PAGE_MEASURES).map((row) => measureInfo(row, place?.name));
    const measures = new ByteBudget().fitting(all);
    return { measures, more: rows.length > measures.length };
  },

  voice(store, { account, place }) {
    if ("to" in place) {
      const { id, name } = accountNamed(store, place.to);
      checkPrivateVoice(store, account, id);
      return { id, name, isIgnored: ignores(store, id, account) };
    }
    const room = admitToRoom(store, account, place.room, "write");
    checkVoice(store, account, room);
    return { id: room.id, name: room.name, isIgnored: false };
  },

  network_bans(store) {
    const rows = store.all(
      "SELECT network, reason, until_ms FROM measures WHERE network IS NOT NULL AND lifted_ms IS NULL",
    );
    return rows.map((row) => ({
      network: String(row["network"]),
      reason: String(row["reason"]),
      untilMs: row["until_ms"] === null ? undefined : Number(row["until_ms"]),
    }));
  },

  is_measure_due(store) {
    return store.get(
      "SELECT 1 FROM measures WHERE lifted_ms IS NULL AND until_ms <= ? LIMIT 1",
      store.timeMs,
    ) !== undefined;
  },

  devices(store, { sessions }) {
    const rows = store.all(
      "SELECT id, device FROM sessions WHERE id IN (SELECT value FROM json_each(?))",
      JSON.stringify(sessions),
    );
    return new Map(rows.map((row) => [Number(row["id"]), String(row["device"])]));
  },
};

function measureInfo(row: Row, room: string | undefined): MeasureInfo {
  return {
    measure: Number(row["id"]),
    kind: row["kind"] as MeasureInfo["kind"],
    ...(row["account"] === null ? {} : { username: String(row["target_name"]) }),
    ...(row["network"] === null ? {} : { network: String(row["network"]) }),
    ...(row["mask"] === null ? {} : { mask: String(row["mask"]) }),
    ...(row["is_of_accounts"] === 1 ? { accounts: true as const } : {}),
    ...(room === undefined ? {} : { room }),
    by: String(row["set_by"] === null ? CONSOLE_NAME : row["setter_name"]),
    ...(row["reason"] === "" ? {} : { reason: String(row["reason"]) }),
    time: rowTime(row["set_ms"]),
    ...(row["until_ms"] === null ? {} : { until: rowTime(row["until_ms"]) }),
  };
}
