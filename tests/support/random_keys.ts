/** Makes random entries about keys fit one another, as far as nobody was refused. */
import type { SealedContent } from "../../protocol/content/content.ts";
import { sealedContent } from "../../protocol/content/sealed.ts";
import { type Bytes, toBase64url } from "../../protocol/encryption/bytes.ts";

/** What is known of the log of an account. */
interface Known {
  root: Bytes;
  head: Bytes;
  seq: number;
  generation: number;
  devices: Bytes[];
}

/** What is known of an encrypted room. */
interface KnownRoom {
  seq: number;
  head: Bytes;
  /** By the account, the root that was let in. */
  letIn: Map<number, Bytes>;
  readers: Set<number>;
}

/** Bytes that are told apart by a number. */
export function numbered(number: number, length = 32): Bytes {
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(0, number + 1);
  return bytes;
}

/** Goes along with a history and fills in what has to fit. */
export class RandomKeys {
  readonly #logs = new Map<number, Known>();
  readonly #keys = new Map<string, { epoch: number; hash: Bytes }>();
  readonly #rooms = new Map<string, KnownRoom>();
  readonly #names: readonly string[];
  #lastSealing: { actor: number; other: number; fields: Record<string, unknown> } | undefined;

  /** `names` are those of the accounts 1, 2, … */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Fills in the fields of an entry, which has `index` in its history. */
  complete(entry: Record<string, unknown>, index: number): void {
    const actor = Number(entry["actor"]);
    switch (entry["kind"]) {
      case "change_keys":
        return this.#change(entry, { actor, index });
      case "tie_device":
        entry["device"] = this.#logs.get(actor)?.devices[0] ?? numbered(index, 16);
        return;
      case "say_sealed": {
        const other = this.#names.indexOf(String(entry["to"])) + 1;
        return this.#seal(entry, { actor, other, index });
      }
      case "create_room":
        if (entry["visibility"] === "private") this.#sign(entry, { actor, about: actor, index });
        return;
      case "invite":
      case "sign_room": {
        const about = this.#names.indexOf(String(entry["username"]).toLowerCase()) + 1;
        if (entry["kind"] === "sign_room") delete entry["username"];
        return this.#sign(entry, { actor, about, index });
      }
      case "join_room": {
        const room = this.#rooms.get(String(entry["room"]));
        if (room?.letIn.has(actor)) room.readers.add(actor);
        return;
      }
      case "say_sealed_room":
        return this.#sealInRoom(entry, { actor, index });
      case "edit_sealed":
      case "react_sealed": {
        const last = this.#lastSealing;
        if (last === undefined) return;
        Object.assign(entry, last.fields, {
          actor: last.actor,
          session: last.actor,
          key: undefined,
        });
      }
    }
  }

  #change(
    entry: Record<string, unknown>,
    { actor, index }: { actor: number; index: number },
  ): void {
    const known = this.#logs.get(actor);
    const choice = Number(entry["madeMs"]);
    const change = known === undefined ? "start" : String(entry["change"]);
    const isStart = change === "start";
    const head = numbered(index);
    const comes = isStart || change === "add";
    const device = { id: numbered(index, 16), kind: "terminal", ordinal: 1 };
    const added = comes
      ? [{ ...device, signingKey: numbered(index), sealingKey: numbered(index) }]
      : [];
    const removed = change === "remove" ? known?.devices.slice(0, 1) ?? [] : [];
    const isNewSecret = isStart || change === "renew" || change === "remove";
    const generation = (isStart ? 0 : known?.generation ?? 0) + (isNewSecret ? 1 : 0);
    const devices = [...isStart ? [] : known?.devices ?? [], ...added.map(({ id }) => id)]
      .filter((id) => !removed.includes(id));
    const log = {
      root: isStart ? head : known?.root ?? head,
      head,
      seq: isStart ? 1 : (known?.seq ?? 0) + 1,
      generation,
      devices,
    };
    Object.assign(entry, {
      ...log,
      session: choice % 10 === 0 ? 1 + choice % 6 : actor,
      sessionDevice: comes || choice % 5 === 0
        ? devices[choice % Math.max(1, devices.length)]
        : undefined,
      change,
      previous: known === undefined ? new Uint8Array(32) : known.head,
      entry: numbered(index, 100),
      isOff: change === "off",
      needsRenewal: false,
      secretKey: isNewSecret ? numbered(index) : undefined,
      signer: known?.devices[0] ?? device.id,
      added,
      removed,
      secrets: (isNewSecret ? devices : added.map(({ id }) => id)).map((id) => ({
        device: id,
        sealed: numbered(index, 80),
      })),
      older: isNewSecret && !isStart ? numbered(index, 64) : undefined,
    });
    delete entry["devices"];
    if (choice % 12 === 0) entry["previous"] = numbered(index + 1);
    else this.#logs.set(actor, log);
  }

  #sign(
    entry: Record<string, unknown>,
    { about, actor: by, index }: { about: number; actor: number; index: number },
  ): void {
    const { kind, room: name } = entry;
    const isNew = kind === "create_room";
    const room = isNew ? undefined : this.#rooms.get(String(name));
    const readers = [...room?.readers ?? []];
    const actor = isNew ? by : readers[index % readers.length] ?? by;
    entry["actor"] = actor;
    const own = this.#logs.get(actor);
    const root = this.#logs.get(about)?.root ?? numbered(index);
    if (!isNew && room === undefined && kind === "invite") return;
    const seq = (room?.seq ?? 0) + 1;
    const head = numbered(index);
    entry["signed"] = {
      entry: numbered(index, 250),
      change: isNew ? "found" : kind === "invite" ? "admit" : "remove",
      previous: room?.head,
      seq,
      head,
      about: this.#names[about - 1] ?? "nobody",
      root,
      session: actor,
      device: own?.devices[0] ?? numbered(index, 16),
    };
    if (own === undefined || isNew && this.#rooms.has(String(name))) return;
    if (!isNew && !room?.readers.has(actor)) return;
    const known = room ?? { seq, head, letIn: new Map(), readers: new Set([actor]) };
    Object.assign(known, { seq, head });
    if (kind === "sign_room") known.letIn.delete(about);
    else known.letIn.set(about, root);
    if (kind === "sign_room") known.readers.delete(about);
    this.#rooms.set(String(name), known);
  }

  #sealInRoom(
    entry: Record<string, unknown>,
    { actor, index }: { actor: number; index: number },
  ): void {
    const name = String(entry["room"]);
    const room = this.#rooms.get(name);
    const readers = [...room?.letIn.keys() ?? [actor]].sort();
    const before = this.#keys.get(`#${name}`);
    const isNew = before === undefined || Number(entry["epoch"]) % 3 === 0;
    const epoch = (before?.epoch ?? 0) + (isNew ? 1 : 0);
    const hash = numbered(index);
    const key = {
      epoch,
      hash,
      conversationId: numbered(index),
      statement: numbered(index, 300),
      members: { seq: room?.seq ?? 1, head: room?.head ?? hash },
      before: before?.hash,
      seals: readers.map((account) => ({
        root: room?.letIn.get(account) ?? hash,
        generation: this.#logs.get(account)?.generation ?? 1,
        sealed: numbered(index, 80),
      })),
    };
    const device = this.#logs.get(actor)?.devices[0] ?? numbered(index, 16);
    Object.assign(entry, { session: actor, device, epoch, key: isNew ? key : undefined });
    if (isNew && room !== undefined) this.#keys.set(`#${name}`, { epoch, hash });
  }

  #seal(
    entry: Record<string, unknown>,
    { actor, other, index }: { actor: number; other: number; index: number },
  ): void {
    const logs = [...new Set([actor, other])].map((account) => this.#logs.get(account));
    const pair = [actor, other].sort().join(" ");
    const before = this.#keys.get(pair);
    const choice = Number(entry["epoch"]);
    const epoch = (before?.epoch ?? 0) + (before === undefined || choice % 3 === 0 ? 1 : 0);
    const isNew = epoch !== before?.epoch;
    const hash = numbered(index);
    const key = {
      epoch,
      hash,
      conversationId: numbered(index),
      statement: numbered(index, 300),
      members: undefined,
      before: before?.hash,
      seals: logs.map((log) => ({
        root: log?.root ?? hash,
        generation: log?.generation ?? 1,
        sealed: numbered(index, 80),
      })),
    };
    const device = this.#logs.get(actor)?.devices[0] ?? numbered(index, 16);
    const fields = { session: actor, device, epoch, key: isNew ? key : undefined };
    Object.assign(entry, fields);
    if (logs.every((log) => log !== undefined) && isNew) this.#keys.set(pair, { epoch, hash });
    this.#lastSealing = { actor, other, fields };
  }
}

/** Something that looks encrypted. */
export function randomSealed(number: number): SealedContent {
  return sealedContent(toBase64url(numbered(number, 160)));
}
