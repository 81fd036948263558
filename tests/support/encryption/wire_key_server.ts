/** A real server as the terminals of a random history see it: everything goes over its sockets. */
import { DatabaseSync } from "node:sqlite";
import type { OwnDevice } from "../../../client/encryption/own_device.ts";
import type { KeyAction, KeyRequest } from "../../../client/encryption/session/key_requests.ts";
import type { KeyStore } from "../../../client/encryption/session/key_store.ts";
import {
  type Bytes,
  fromBase64url,
  sameBytes,
  toBase64url,
  toHex,
} from "../../../protocol/encryption/bytes.ts";
import { checkStatement } from "../../../protocol/encryption/check_statement.ts";
import { decodeEntry } from "../../../protocol/encryption/entry.ts";
import { decodeEnvelope } from "../../../protocol/encryption/envelope.ts";
import { followLog } from "../../../protocol/encryption/follow_log.ts";
import type { AccountLog } from "../../../protocol/encryption/log.ts";
import { decodeStatement } from "../../../protocol/encryption/statement.ts";
import type { SentChange } from "../../../protocol/encryption/accept.ts";
import { ChatError, isErrorCode } from "../../../protocol/errors.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { databasePath } from "../../../server/journal/database/database.ts";
import type { Line, TestClient } from "../test_client.ts";
import { PASSWORD, type TestServer } from "../test_server.ts";
import { asRefusals, bytes } from "./key_requests.ts";
import {
  KeyServer,
  type KeyService,
  type Place,
  type RefusalCode,
  Refused,
  type Removal,
  type Saying,
  type Series,
  type StoredKey,
  type StoredMessage,
} from "./key_server.ts";
import { wireChange, wireKey } from "./wire_keys.ts";

const REFUSALS: readonly string[] = ["keys_moved", "key_taken", "stale_key", "device_removed"];

interface Known {
  account: string;
  entries: Bytes[];
  log: AccountLog;
}

type Stated = Pick<StoredKey, "bytes" | "found">;

export class WireKeyServer implements KeyService, AsyncDisposable {
  readonly removals: Removal[] = [];
  refusals = 0;
  readonly #data: string;
  readonly #server: TestServer;
  /** By account, and by account and device. */
  readonly #clients = new Map<string, Promise<TestClient>>();
  readonly #accounts = new Map<string, Set<string>>();
  readonly #logs = new Map<string, Known>();
  /** What was ever sent, by root, whatever the server has forgotten since. */
  readonly #sent = new Map<string, SentChange[]>();
  /** Statements that were checked, by what they are on the wire. */
  readonly #statements = new Map<string, Stated>();
  /** By what was sealed. */
  readonly #nonces = new Map<string, string>();

  /** On a server that others may be on as well, with the data folder `data`. */
  constructor(server: TestServer, data: string) {
    this.#data = data;
    this.#server = server;
  }

  /** Ends the connections; the server goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of [...this.#clients.values()]) {
      const made = await client.catch(() => undefined);
      made?.close();
      await made?.ended;
    }
  }

  async current(account: string, device?: Bytes): Promise<Series | undefined> {
    return await this.#series(account, { device });
  }

  async series(account: string, root: Bytes): Promise<Series | undefined> {
    return await this.#series(account, { root: toBase64url(root) });
  }

  async #series(
    account: string,
    { device, root }: { device?: Bytes | undefined; root?: string },
  ): Promise<Series | undefined> {
    const client = await this.#reader(account);
    const secrets = device === undefined
      ? undefined
      : await client.request("keys_secrets", { device: toBase64url(device) });
    if (secrets?.["error"] === "no_device") return undefined;
    const wanted: string | undefined = root ?? secrets?.["root"];
    const known = await this.#followed(client, { account, root: wanted });
    if (known === undefined) return undefined;
    const series: Series = { ...known, secrets: new Map(), older: new Map() };
    if (secrets === undefined || device === undefined) return series;
    // The log may have grown since the secrets were told.
    series.entries = known.entries.slice(0, secrets["seq"]);
    series.log = await followLog(series.entries, { account, pin: undefined, known: undefined });
    if (secrets["sealed"] !== undefined) {
      const sealed = new Map([[toHex(device), fromBase64url(secrets["sealed"], 80)]]);
      series.secrets.set(secrets["generation"], sealed);
    }
    for (const { generation, sealed } of secrets["older"]) {
      series.older.set(generation, fromBase64url(sealed, 64));
    }
    return series;
  }

  async #followed(
    client: TestClient,
    { account, root }: { account: string; root: string | undefined },
  ): Promise<Known | undefined> {
    const found: string | undefined = root ??
      (await client.request("keys", { username: account }))["root"];
    if (found === undefined) return undefined;
    const before = this.#logs.get(found);
    const rest: Bytes[] = [];
    for (;;) {
      const after = (before?.entries.length ?? 0) + rest.length;
      const answer = await client.request("keys", { username: account, root: found, after });
      if (answer["root"] === undefined) return undefined;
      rest.push(...answer["log"].map((entry: string) => fromBase64url(entry, 4_096)));
      if (!answer["more"]) break;
    }
    const log = await followLog(rest, { account, pin: undefined, known: before?.log });
    const known = { account, entries: [...before?.entries ?? [], ...rest], log };
    this.#keep(found, known);
    return known;
  }

  #keep(root: string, known: Known): void {
    const before = this.#logs.get(root);
    if (before === undefined || before.entries.length < known.entries.length) {
      this.#logs.set(root, known);
    }
    const roots = this.#accounts.get(known.account) ?? new Set();
    roots.add(root);
    this.#accounts.set(known.account, roots);
  }

  async place(one: string, other: string): Promise<Place> {
    const client = await this.#reader(one);
    const messages = await this.#messages(client, other);
    return { keys: await this.#keys(client, { one, other }), messages };
  }

  async #keys(
    client: TestClient,
    { one, other }: { one: string; other: string },
  ): Promise<StoredKey[]> {
    const keys: StoredKey[] = [];
    for (let after = 0;;) {
      const answer = await client.request("conversation_keys", { with: other, after });
      if (answer["ok"] !== true) throw new Error(answer["message"]);
      for (const { statement, seal, epoch } of answer["keys"]) {
        after = epoch;
        const seals = new Map<string, Bytes>();
        if (seal !== undefined) {
          seals.set(toHex(fromBase64url(seal.root, 32)), fromBase64url(seal.sealed, 80));
        }
        const stated = await this.#stated(client, { accounts: [one, other], statement });
        keys.push({ ...stated, seals });
      }
      if (!answer["more"]) return keys;
    }
  }

  /** A statement held against the logs it names; once is enough, for it never changes. */
  async #stated(
    client: TestClient,
    { accounts, statement }: { accounts: readonly string[]; statement: string },
  ): Promise<Stated> {
    const known = this.#statements.get(statement);
    if (known !== undefined) return known;
    const bytes = fromBase64url(statement, 11_264);
    const logs = await Promise.all(
      decodeStatement(bytes).participants.map(async ({ root, seq }) => {
        const wanted = toBase64url(root);
        const before = this.#logs.get(wanted);
        if (before !== undefined && before.entries.length >= seq) return before.log;
        for (const account of before === undefined ? accounts : [before.account]) {
          const followed = await this.#followed(client, { account, root: wanted });
          if (followed !== undefined) return followed.log;
        }
        throw new Error("There is a key for an unknown log");
      }),
    );
    const stated = { bytes, found: await checkStatement(bytes, logs) };
    this.#statements.set(statement, stated);
    return stated;
  }

  async #messages(client: TestClient, other: string): Promise<StoredMessage[]> {
    const all: StoredMessage[] = [];
    for (let after = 0;;) {
      const answer = await client.request("history", { with: other, after, limit: 1_000 });
      if (answer["ok"] !== true) throw new Error(answer["message"]);
      for (const message of answer["messages"]) {
        after = message.id;
        all.push(...this.#stored(message));
      }
      if (!answer["more"]) return all;
    }
  }

  #stored({ id, from, sealed, edited, sealed_reactions: reactions = [] }: Line): StoredMessage[] {
    const stored = (
      text: string,
      fields: Pick<StoredMessage, "id" | "from" | "kind" | "target">,
    ) => {
      const bytes = fromBase64url(text, 32_768);
      const nonce = this.#nonces.get(text);
      if (nonce === undefined) throw new Error("Nobody has sealed this");
      return { ...fields, sealed: bytes, epoch: decodeEnvelope(bytes).epoch, nonce };
    };
    return [
      edited === undefined
        ? stored(sealed, { id, from, kind: "message", target: 0 })
        : stored(sealed, { id, from, kind: "edit", target: id }),
      ...reactions.map((reaction: Line) =>
        stored(reaction["sealed"], {
          id: reaction["reaction"],
          from: reaction["from"],
          kind: "reaction",
          target: id,
        })
      ),
    ];
  }

  /** A client's own questions, as they are; only changes of a log are noted on their way. */
  requests(account: string, store: KeyStore): KeyRequest {
    const ask = async (action: KeyAction, fields: Line): Promise<Line> => {
      if (action === "keys_change") return await this.#changed(account, fields, store);
      // Sessions are tied where they are made.
      if (action === "keys_device") return {};
      const device = action === "keys_vault" ? await store.device() : undefined;
      return await this.#ask(
        device === undefined ? await this.#reader(account) : await this.#tied(account, device.id),
        action,
        fields,
      );
    };
    return (async (action: KeyAction, fields: Line) =>
      await asRefusals(() => ask(action, fields))) as unknown as KeyRequest;
  }

  async #changed(account: string, fields: Line, store: KeyStore): Promise<Line> {
    const { device, entry, older, secrets } = fields as Fields<"keys_change">;
    const change = {
      entry: bytes(entry),
      secrets: secrets.map((one) => ({ device: bytes(one.device), sealed: bytes(one.sealed) })),
      older: older === undefined ? undefined : bytes(older),
    };
    // A device that is only coming in has no session of its own yet.
    return await this.change(
      account,
      change,
      device === undefined ? await store.device() : undefined,
    );
  }

  async change(account: string, change: SentChange, device?: OwnDevice): Promise<Line> {
    const entry = decodeEntry(change.entry);
    const isStart = entry.kind === "start";
    const isTied = device !== undefined && device.kind !== "recovery";
    const client = isStart || !isTied
      ? await this.#reader(account)
      : await this.#tied(account, device.id);
    const answer = await this.#ask(client, "keys_change", {
      ...wireChange({ ...change, secrets: [...change.secrets] }),
      ...(isStart ? { password: PASSWORD } : {}),
    });
    this.#note(account, { change, root: answer["root"] });
    return answer;
  }

  /** Keeps what somebody may have read before the server forgot it. */
  #note(
    account: string,
    { change, root }: { change: SentChange; root: string },
  ): void {
    const entry = decodeEntry(change.entry);
    this.#sent.set(root, [...this.#sent.get(root) ?? [], change]);
    for (const id of entry.removed) {
      this.removals.push({ device: toHex(id), account, blindFrom: undefined });
    }
    if (entry.secretKey === undefined) return;
    const blindFrom = this.#lastId() + 1;
    for (const removal of this.removals) {
      if (removal.account === account) removal.blindFrom ??= blindFrom;
    }
  }

  #lastId(): number {
    const database = this.#database();
    try {
      const row = database.prepare("SELECT max(id) AS id FROM messages").get();
      const changed = database.prepare("SELECT max(changed_id) AS id FROM messages").get();
      return Math.max(Number(row?.["id"] ?? 0), Number(changed?.["id"] ?? 0));
    } finally {
      database.close();
    }
  }

  #database(): DatabaseSync {
    return new DatabaseSync(databasePath(this.#data), { readOnly: true });
  }

  async say({ from, to, device, sealed, nonce, kind, target, key }: Saying): Promise<number> {
    const client = await this.#tied(from, device);
    const text = toBase64url(sealed);
    this.#nonces.set(text, nonce);
    const fields = {
      sealed: text,
      nonce,
      ...(key === undefined ? {} : { key: wireKey({ ...key, seals: [...key.seals] }) }),
    };
    const answer = kind === "message"
      ? await this.#ask(client, "say", { ...fields, to })
      : await this.#ask(client, kind === "edit" ? "edit" : "react", { ...fields, id: target });
    return answer["id"];
  }

  async #ask(client: TestClient, action: string, fields: Line): Promise<Line> {
    let answer: Line;
    try {
      answer = await client.request(action, fields);
    } catch {
      // The device was removed while it asked, and its connection ended.
      throw this.#refusal("device_removed");
    }
    if (answer["ok"] === true) return answer;
    const code: string = answer["error"] === "no_device" ? "device_removed" : answer["error"];
    if (REFUSALS.includes(code)) throw this.#refusal(code as RefusalCode);
    if (isErrorCode(code)) throw new ChatError(code, answer["message"]);
    throw new Error(`${action}: ${code} ${answer["message"]}`);
  }

  #refusal(code: RefusalCode): Refused {
    this.refusals += 1;
    return new Refused(code);
  }

  /** A connection of the account that belongs to no device. */
  async #reader(account: string): Promise<TestClient> {
    return await this.#client(account, async () => {
      const client = await this.#server.connect();
      const login = { username: account, password: PASSWORD };
      const answer = await client.request("register", login);
      if (answer["ok"] !== true) throw new Error(answer["message"]);
      return client;
    });
  }

  /** A connection whose session is the device. */
  async #tied(account: string, device: Bytes): Promise<TestClient> {
    return await this.#client(`${account} ${toHex(device)}`, async () => {
      const client = await this.#server.login(account);
      await this.#ask(client, "keys_device", { device: toBase64url(device) });
      return client;
    });
  }

  async #client(name: string, make: () => Promise<TestClient>): Promise<TestClient> {
    const known = this.#clients.get(name);
    if (known !== undefined) return await known;
    const made = make();
    this.#clients.set(name, made);
    made.then((client) => client.ended, () => {}).then(() => this.#clients.delete(name));
    return await made;
  }

  /** Everything that the server has, and every secret that it has ever had. */
  async snapshot(): Promise<KeyServer> {
    const all = new KeyServer();
    for (const account of this.#accounts.keys()) await this.current(account);
    for (const [account, roots] of this.#accounts) {
      const series = [...roots].map((root): Series => {
        const { entries, log } = this.#logs.get(root) ?? {};
        if (log === undefined || entries === undefined) throw new Error("A log is not known");
        const series: Series = { entries, log, older: new Map(), secrets: new Map() };
        for (const change of this.#sent.get(root) ?? []) addSecrets(series, change);
        return series;
      });
      all.accounts.set(account, series);
    }
    const names = [...this.#accounts.keys()];
    for (const [index, one] of names.entries()) {
      for (const other of names.slice(index)) {
        const place = await this.place(one, other);
        const others = (await this.place(other, one)).keys;
        for (const [at, key] of place.keys.entries()) {
          for (const [root, sealed] of others[at]?.seals ?? []) key.seals.set(root, sealed);
        }
        all.places.set([one, other].sort().join(" "), place);
      }
    }
    return all;
  }
}

function addSecrets({ entries, log, older, secrets }: Series, change: SentChange): void {
  const at = entries.findIndex((entry) => sameBytes(entry, change.entry));
  const generation = log.points[at]?.generation;
  // Nobody has read the log since.
  if (generation === undefined) return;
  const sealed = secrets.get(generation) ?? new Map<string, Bytes>();
  for (const { device, sealed: bytes } of change.secrets) sealed.set(toHex(device), bytes);
  secrets.set(generation, sealed);
  if (change.older !== undefined) older.set(generation, change.older);
}
