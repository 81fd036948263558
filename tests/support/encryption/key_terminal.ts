/** A process that writes and reads end-to-end encrypted, on the server in memory. */
import { removeDevices } from "../../../client/encryption/account_changes.ts";
import type { AuthoredMessage, SealedPlace } from "../../../client/encryption/message.ts";
import type { OwnKeysNow } from "../../../client/encryption/session/own_account.ts";
import { PrivateTalk } from "../../../client/encryption/session/private_talk.ts";
import type { WireSealed } from "../../../client/encryption/session/key_requests.ts";
import { sameBytes, toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import type { Content } from "../../../protocol/encryption/content.ts";
import type { Device } from "../../../protocol/encryption/device.ts";
import {
  type AccountLog,
  activeDevices,
  type LogDevice,
} from "../../../protocol/encryption/log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { asRefusals, bytes, keyRequests } from "./key_requests.ts";
import type { KeyService, Place } from "./key_server.ts";
import type { MemoryKeys } from "./memory_keys.ts";

/** The process was killed after it had sent something and before the answer came. */
export class Killed extends Error {}

export class KeyTerminal {
  readonly server: KeyService;
  readonly account: string;
  readonly store: MemoryKeys;
  readonly talk: PrivateTalk;
  #timeMs = 1_800_000_000_000;

  constructor(server: KeyService, account: string, store: MemoryKeys) {
    this.server = server;
    this.account = account;
    this.store = store;
    const request = server.requests?.(account, store) ?? keyRequests(server, account, store);
    this.talk = new PrivateTalk({ account, request, store, timeMs: () => this.#timeMs++ });
  }

  /** One's own log and secrets, newest. @throws {EncryptionError} `device_removed`. */
  async own(): Promise<OwnKeysNow> {
    this.talk.own.stale();
    return await this.talk.own.now();
  }

  /** The newest log of an account; another root than before is taken, as somebody would who was asked. */
  async log(account: string): Promise<AccountLog> {
    if (account === this.account) return (await this.own()).log;
    this.talk.keysChanged(account);
    const log = await this.#trusting(account, () => this.talk.contacts.log(account));
    if (log === undefined) throw new EncryptionError("log_missing");
    return log;
  }

  async add(device: Device): Promise<void> {
    await this.talk.own.add(device);
  }

  async renewIfNeeded(): Promise<void> {
    this.talk.own.stale();
    await this.talk.own.renewIfNeeded();
  }

  async leave(): Promise<void> {
    await this.talk.own.leave();
  }

  /** Removes whatever `choose` chooses among the others. */
  async remove(choose: (others: LogDevice[]) => LogDevice | undefined): Promise<void> {
    await this.talk.own.change(async (author) => {
      const others = activeDevices(author.log).filter((device) =>
        device.kind !== "recovery" && !sameBytes(device.id, author.device.id)
      );
      const device = choose(others);
      return device === undefined ? undefined : await removeDevices(author, [device.id]);
    });
  }

  async newRecoveryCode(): Promise<string> {
    return await this.talk.own.newRecoveryCode();
  }

  /** Sends something; `dies` before it hears the answer. */
  async say(
    to: string,
    content: Content,
    { dies = false, kind, nonce, target }: SealedPlace & { nonce: string; dies?: boolean },
  ): Promise<number> {
    return await this.#trusting(
      to,
      async () =>
        await this.talk.send(to, { content, kind, target }, async (sealed) => {
          const id = await this.#post(to, sealed, { kind, nonce, target });
          if (dies) throw new Killed();
          return id;
        }),
    );
  }

  async #post(
    to: string,
    { key, sealed }: WireSealed,
    place: SealedPlace & { nonce: string },
  ): Promise<number> {
    const device = await this.store.device();
    if (device === undefined) throw new TypeError("There is no device");
    return await asRefusals(() =>
      this.server.say({
        from: this.account,
        to,
        device: device.id,
        sealed: bytes(sealed),
        ...place,
        key: key && {
          statement: bytes(key.statement),
          seals: key.seals.map(({ generation, root, sealed: seal }) => ({
            root: bytes(root),
            generation,
            sealed: bytes(seal),
          })),
        },
      })
    );
  }

  async #trusting<Result>(account: string, run: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof EncryptionError) || error.code !== "log_replaced") throw error;
        await this.talk.contacts.trust(account).catch(withoutVault);
      }
    }
  }

  /**
   * Everything that was said between two, newest first, as far as the account of today can read it;
   * `known` is what that is, where it was fetched already.
   */
  async read(other: string, known?: Place): Promise<Map<string, AuthoredMessage>> {
    const { log } = await this.own();
    const place = known ?? await this.server.place(this.account, other);
    const messages = place.messages.toReversed().filter(({ epoch }) =>
      place.keys.find(({ found }) => found.statement.epoch === epoch)?.seals.has(toHex(log.root))
    );
    const opened = await this.talk.open(
      other,
      messages.map(({ from, kind, sealed, target }) => ({
        from,
        kind,
        sealed: toBase64url(sealed),
        target,
      })),
    );
    return new Map(opened.map((one, index) => {
      if (!one.ok) throw one.error;
      return [messages[index]?.nonce ?? "", one.message];
    }));
  }
}

/** The server in memory keeps no vaults, and a real one none of a device that was removed. */
function withoutVault(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "ChatError") throw error;
}
