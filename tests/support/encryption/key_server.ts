/**
 * A server in memory that keeps keys and sealed messages as the journal does: what is sent is
 * checked first, and taken if nothing that it depends on has changed meanwhile.
 */
import {
  acceptChange,
  type AcceptedChange,
  acceptKey,
  acceptSealed,
  type ChangePlace,
  type SentChange,
  type SentKey,
} from "../../../protocol/encryption/accept.ts";
import { type Bytes, sameBytes, toHex } from "../../../protocol/encryption/bytes.ts";
import {
  outdatedParticipants,
  type TrueStatement,
} from "../../../protocol/encryption/check_statement.ts";
import type { SealedKind } from "../../../protocol/encryption/content.ts";
import { decodeEntry, noHead } from "../../../protocol/encryption/entry.ts";
import { type AccountLog, seqOf } from "../../../protocol/encryption/log.ts";
import { decodeStatement } from "../../../protocol/encryption/statement.ts";
import type { OwnDevice } from "../../../client/encryption/own_device.ts";
import type { KeyRequest } from "../../../client/encryption/session/key_requests.ts";
import type { KeyStore } from "../../../client/encryption/session/key_store.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";

/** What the server refuses with, by which a client knows what to do. */
export type RefusalCode = "keys_moved" | "key_taken" | "stale_key" | "device_removed";

export class Refused extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}

/** A log that an account has or had, with everything that belongs to it. */
export interface Series {
  log: AccountLog;
  entries: Bytes[];
  /** By generation, then by device. */
  secrets: Map<number, Map<string, Bytes>>;
  /** What each generation but the first wraps. */
  older: Map<number, Bytes>;
}

export interface StoredMessage {
  id: number;
  from: string;
  kind: SealedKind;
  target: number;
  sealed: Bytes;
  epoch: number;
  nonce: string;
}

export interface StoredKey {
  bytes: Bytes;
  found: TrueStatement;
  /** By the root of the account. */
  seals: Map<string, Bytes>;
}

export interface Place {
  keys: StoredKey[];
  messages: StoredMessage[];
}

/** From which message on a device that was removed must not be able to read. */
export interface Removal {
  device: string;
  account: string;
  /** `undefined` while only the device itself has left and nobody has renewed the secret. */
  blindFrom: number | undefined;
}

export interface Saying {
  from: string;
  to: string;
  device: Bytes;
  sealed: Bytes;
  nonce: string;
  kind: SealedKind;
  target: number;
  key: SentKey | undefined;
}

/** A server as a terminal and a history see it: this one in memory, or a real one. */
export interface KeyService {
  readonly removals: readonly Removal[];
  readonly refusals: number;
  /** The series of an account that is in force, with what one of its devices may have. */
  current(account: string, device?: Bytes): Promise<Series | undefined> | Series | undefined;
  /** Every series of an account, whose root it is. */
  series(account: string, root: Bytes): Promise<Series | undefined> | Series | undefined;
  /** What two have said, as the first of them gets it. */
  place(one: string, other: string): Promise<Place> | Place;
  change(account: string, change: SentChange, device?: OwnDevice): Promise<unknown>;
  say(saying: Saying): Promise<number>;
  /** Everything that the server has. */
  snapshot(): Promise<KeyServer> | KeyServer;
  /** How a client asks it; without, its questions are answered of what is above. */
  requests?(account: string, store: KeyStore): KeyRequest;
}

export class KeyServer implements KeyService {
  accounts = new Map<string, Series[]>();
  places = new Map<string, Place>();
  removals: Removal[] = [];
  /** How often somebody was too late. */
  refusals = 0;
  #nextId = 1;

  /** The series of an account that is in force. */
  current(account: string): Series | undefined {
    return this.accounts.get(account)?.at(-1);
  }

  /** Every series of an account, whose root it is. */
  series(account: string, root: Bytes): Series | undefined {
    return this.accounts.get(account)?.find(({ log }) => sameBytes(log.root, root));
  }

  place(one: string, other: string): Place {
    const name = [one, other].sort().join(" ");
    const place = this.places.get(name) ?? { keys: [], messages: [] };
    this.places.set(name, place);
    return place;
  }

  async change(account: string, change: SentChange): Promise<void> {
    const before = this.current(account);
    const log = before?.log;
    const accepted = await this.#checkedChange(change, { account, log });
    const isStart = accepted.entry.kind === "start";
    if (this.current(account)?.log !== log) throw this.#refusal("keys_moved");
    const series = isStart || before === undefined
      ? { log: accepted.log, entries: [], secrets: new Map(), older: new Map() }
      : before;
    if (isStart) this.accounts.set(account, [...this.accounts.get(account) ?? [], series]);
    this.#store(account, series, change, accepted.log);
  }

  async #checkedChange(change: SentChange, place: ChangePlace): Promise<AcceptedChange> {
    try {
      return await acceptChange(change, place);
    } catch (error) {
      const isLate = error instanceof EncryptionError && error.code === "log_forked";
      throw isLate ? this.#refusal("keys_moved") : error;
    }
  }

  #store(account: string, series: Series, change: SentChange, log: AccountLog): void {
    const entry = decodeEntry(change.entry);
    series.log = log;
    series.entries.push(change.entry);
    const generation = log.secretKeys.length;
    const secrets = series.secrets.get(generation) ?? new Map<string, Bytes>();
    series.secrets.set(generation, secrets);
    for (const { device, sealed } of change.secrets) secrets.set(toHex(device), sealed);
    if (change.older !== undefined) series.older.set(generation, change.older);
    const isNew = entry.secretKey !== undefined;
    for (const id of entry.removed) {
      this.removals.push({ device: toHex(id), account, blindFrom: undefined });
    }
    for (const removal of this.removals) {
      if (removal.account === account && isNew) removal.blindFrom ??= this.#nextId;
    }
  }

  async say(saying: Saying): Promise<number> {
    const place = this.place(saying.from, saying.to);
    const isSame = ({ from, nonce }: StoredMessage) =>
      from === saying.from && nonce === saying.nonce;
    const said = place.messages.find(isSame);
    if (said !== undefined) return said.id;
    const before = place.keys.at(-1);
    const logs = this.#logs(saying);
    const found = saying.key === undefined
      ? before?.found
      : await this.#checkedKey(saying.key, saying, before, logs);
    if (found === undefined) throw this.#refusal("stale_key");
    this.#compare(place, saying, before, found);
    const again = place.messages.find(isSame);
    if (again !== undefined) return again.id;
    if (saying.key !== undefined) {
      const seals = new Map(saying.key.seals.map(({ root, sealed }) => [toHex(root), sealed]));
      place.keys.push({ bytes: saying.key.statement, found, seals });
    }
    const id = this.#nextId++;
    const { from, kind, target, sealed, nonce } = saying;
    place.messages.push({ id, from, kind, target, sealed, nonce, epoch: found.statement.epoch });
    return id;
  }

  #logs({ from, to }: Saying): AccountLog[] {
    return [...new Set([from, to])].flatMap((account) => this.current(account)?.log ?? []);
  }

  async #checkedKey(
    key: SentKey,
    saying: Saying,
    before: StoredKey | undefined,
    logs: readonly AccountLog[],
  ): Promise<TrueStatement> {
    try {
      const { device } = saying;
      // As the server does: whoever was too late is told so, everything else is simply wrong.
      const { participants, previous } = decodeStatement(key.statement);
      if (!sameBytes(previous, before?.found.hash ?? noHead())) throw this.#refusal("key_taken");
      const isForAll = participants.length === logs.length &&
        participants.every(({ root }) => logs.some((log) => sameBytes(log.root, root)));
      if (!isForAll) throw this.#refusal("stale_key");
      return await acceptKey(key, { logs, before: before?.found, device });
    } catch (error) {
      if (!(error instanceof EncryptionError)) throw error;
      if (error.code === "old_generation") throw this.#refusal("stale_key");
      if (error.code === "device_removed") throw this.#refusal("device_removed");
      throw error;
    }
  }

  /** What the applier compares, in the one order that there is. */
  #compare(
    place: Place,
    saying: Saying,
    before: StoredKey | undefined,
    found: TrueStatement,
  ): void {
    if (place.keys.at(-1) !== before) throw this.#refusal("key_taken");
    const logs = this.#logs(saying);
    const author = this.current(saying.from)?.log.devices.get(toHex(saying.device));
    if (author === undefined || author.removedSeq !== undefined) {
      throw this.#refusal("device_removed");
    }
    if (outdatedParticipants(found.statement, logs).length > 0) throw this.#refusal("stale_key");
    try {
      acceptSealed(saying.sealed, { epoch: found.statement.epoch, device: saying.device });
    } catch (error) {
      if (error instanceof EncryptionError && error.code === "old_generation") {
        throw this.#refusal("stale_key");
      }
      throw error;
    }
  }

  snapshot(): KeyServer {
    return this;
  }

  /** Makes a backup; what is returned puts the server back to it. */
  backup(): () => void {
    const { accounts, places, removals } = this;
    const kept = structuredClone({ accounts, places, removals });
    return () => void Object.assign(this, structuredClone(kept));
  }

  #refusal(code: RefusalCode): Refused {
    this.refusals += 1;
    return new Refused(code);
  }

  /** How many devices all accounts have had. */
  get deviceCount(): number {
    const all = [...this.accounts.values()].flat();
    return all.reduce((sum, { log }) => sum + log.devices.size, 0);
  }

  /** How many entries all logs have. */
  get entryCount(): number {
    return [...this.accounts.values()].flat().reduce((sum, { log }) => sum + seqOf(log), 0);
  }
}
