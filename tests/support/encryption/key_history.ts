/** Random lives of a few people who write to each other encrypted, and what must be true afterwards. */
import assert from "node:assert/strict";
import { startAccount } from "../../../client/encryption/account_changes.ts";
import {
  checkLinkAnswer,
  checkLinkRequest,
  linkAnswer,
  linkRequest,
  newLinkCode,
} from "../../../client/encryption/link_code.ts";
import { NEW_MESSAGE } from "../../../client/encryption/message.ts";
import { deviceFromSeed, newSeed, type OwnDevice } from "../../../client/encryption/own_device.ts";
import {
  findRecoveryDevice,
  newRecoveryCode,
  recoveryDevice,
} from "../../../client/encryption/recovery_code.ts";
import { sameBytes, toHex } from "../../../protocol/encryption/bytes.ts";
import { type AccountLog, endOf } from "../../../protocol/encryption/log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { assertBlind, assertReadsAll } from "./key_proofs.ts";
import { KeyServer, type KeyService, Refused, type StoredMessage } from "./key_server.ts";
import { KeyTerminal, Killed } from "./key_terminal.ts";
import { MemoryKeys } from "./memory_keys.ts";

/** What happens; how often each occurs is how often it is listed. */
export const DEEDS = [
  ...Array<"say">(10).fill("say"),
  ...Array<"edit">(2).fill("edit"),
  ...Array<"react">(1).fill("react"),
  ...Array<"die">(2).fill("die"),
  ...Array<"link">(3).fill("link"),
  ...Array<"remove">(3).fill("remove"),
  ...Array<"read">(2).fill("read"),
  "process",
  "lose",
  "leave",
  "renew",
  "recover",
  "recovery_code",
  "reset",
] as const;

/** One step; `who`, `a` and `b` choose among what there is. Steps that are `together` run at once. */
export interface Deed {
  deed: (typeof DEEDS)[number];
  who: number;
  a: number;
  b: number;
  together: boolean;
}

class Person {
  readonly name: string;
  readonly codes: string[] = [];
  terminals: KeyTerminal[] = [];
  /** How many logs the account has begun. */
  begun = 0;

  constructor(name: string) {
    this.name = name;
  }
}

/** What a history has shown. */
export interface HistoryResult {
  messages: number;
  devices: number;
  reads: number;
  refusals: number;
  removals: number;
}

export class KeyHistory {
  readonly server: KeyService;
  readonly #people: readonly Person[];
  /** Every device that ever was. */
  readonly #stores: { account: string; store: MemoryKeys; device: OwnDevice }[] = [];
  readonly #said = new Map<string, string>();
  #reads = 0;
  #nonce = 0;

  /** Plays on a server in memory unless there is another one, which may know others of these names. */
  constructor(server: KeyService = new KeyServer(), suffix = "") {
    this.server = server;
    this.#people = ["alice", "bob", "carol"].map((name) => new Person(name + suffix));
  }

  /** All of them at once. Where one fails the others end first: nothing goes on behind the report of it. */
  async #together(group: readonly Deed[]): Promise<void> {
    const ended = await Promise.allSettled(group.map((one) => this.#do(one)));
    for (const one of ended) if (one.status === "rejected") throw one.reason;
  }

  async play(deeds: readonly Deed[]): Promise<HistoryResult> {
    for (const person of this.#people) await this.#start(person);
    let group: Deed[] = [];
    for (const deed of deeds) {
      group.push(deed);
      if (deed.together && group.length < 5) continue;
      await this.#together(group);
      group = [];
    }
    await this.#together(group);
    await this.#checkReadable();
    await this.#checkBlind();
    const { deviceCount: devices, places } = await this.server.snapshot();
    const messages = [...places.values()].flatMap((place) => place.messages).length;
    const removals = this.server.removals.length;
    const { refusals } = this.server;
    return { messages, devices, reads: this.#reads, refusals, removals };
  }

  async #newStore(account: string): Promise<MemoryKeys> {
    return (await this.#newDevice(account)).store;
  }

  async #newDevice(account: string): Promise<{ device: OwnDevice; store: MemoryKeys }> {
    const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
    const store = new MemoryKeys(account, device);
    this.#stores.push({ account, store, device });
    return { device, store };
  }

  /** The first login, or a reset. */
  async #start(person: Person): Promise<void> {
    const { device, store } = await this.#newDevice(person.name);
    const code = newRecoveryCode();
    const recovery = await recoveryDevice(code, person.name);
    const current = await this.server.current(person.name);
    const change = await startAccount({
      account: person.name,
      devices: [device, recovery],
      timeMs: 1_800_000_000_000,
      replaces: current === undefined ? undefined : endOf(current.log).head,
    });
    await this.server.change(person.name, change, device);
    person.begun += 1;
    this.#keepCode(person, code, recovery);
    person.terminals.push(new KeyTerminal(this.server, person.name, store));
  }

  /** What a code stands for can be taken, too. */
  #keepCode(person: Person, code: string, device: OwnDevice): void {
    person.codes.push(code);
    this.#stores.push({
      account: person.name,
      store: new MemoryKeys(person.name, device),
      device,
    });
  }

  async #do(step: Deed): Promise<void> {
    const person = chosen(this.#people, step.who);
    const terminal = chosen(person?.terminals ?? [], step.a);
    if (person === undefined) return;
    try {
      if (terminal === undefined) await this.#recover(person, step);
      else await this.#act(person, terminal, step);
    } catch (error) {
      if (!isExpected(error)) throw error;
      // The device was removed meanwhile, by another one.
      if (terminal !== undefined && error instanceof EncryptionError) {
        person.terminals = person.terminals.filter((one) => one !== terminal);
      }
    }
  }

  async #act(person: Person, terminal: KeyTerminal, step: Deed): Promise<void> {
    const other = chosen(this.#people, step.b)?.name ?? person.name;
    switch (step.deed) {
      case "say":
      case "edit":
      case "react":
        return void await this.#say(terminal, other, step);
      case "die":
        return await this.#die(person, terminal, other);
      case "link":
        return await this.#link(person, terminal);
      case "remove":
        return await terminal.remove((others) => chosen(others, step.b));
      case "read":
        return void await terminal.read(other);
      case "process":
        person.terminals.push(new KeyTerminal(this.server, person.name, terminal.store));
        return;
      case "lose":
        person.terminals = person.terminals.filter(({ store }) => store !== terminal.store);
        return;
      case "leave":
        if (person.terminals.length > 1) await terminal.leave();
        return;
      case "renew":
        return await terminal.renewIfNeeded();
      case "recover":
        return await this.#recover(person, step);
      case "recovery_code": {
        const code = await terminal.newRecoveryCode();
        return this.#keepCode(person, code, await recoveryDevice(code, person.name));
      }
      case "reset":
        // Rare: what was said before is lost to whoever does it.
        if (step.b % 4 !== 0) return;
        person.terminals = [];
        return await this.#start(person);
      default:
        step.deed satisfies never;
    }
  }

  async #say(terminal: KeyTerminal, other: string, { deed, b }: Deed): Promise<void> {
    const nonce = `${deed} ${this.#nonce++}`;
    const { messages } = await this.server.place(terminal.account, other);
    const about = chosen(messages.filter((message) => mayBeChanged(message, terminal, deed)), b);
    this.#said.set(nonce, deed === "react" ? "👍" : nonce);
    if (deed === "say" || about === undefined) {
      this.#said.set(nonce, nonce);
      await terminal.say(other, { text: nonce }, { ...NEW_MESSAGE, nonce });
    } else if (deed === "edit") {
      await terminal.say(other, { text: nonce }, { kind: "edit", target: idOf(about), nonce });
    } else {
      await terminal.say(other, { emoji: "👍" }, { kind: "reaction", target: idOf(about), nonce });
    }
  }

  /** Killed between sending and answer; another process sends it again. */
  async #die(person: Person, terminal: KeyTerminal, other: string): Promise<void> {
    const nonce = `die ${this.#nonce++}`;
    this.#said.set(nonce, nonce);
    const options = { ...NEW_MESSAGE, nonce };
    await assert.rejects(
      terminal.say(other, { text: nonce }, { ...options, dies: true }),
      isExpected,
    );
    const again = new KeyTerminal(this.server, person.name, terminal.store);
    await again.say(other, { text: nonce }, options);
    const { messages } = await this.server.place(person.name, other);
    assert.ok(messages.filter((message) => message.nonce === nonce).length <= 1, "said once");
  }

  async #link(person: Person, terminal: KeyTerminal): Promise<void> {
    const secret = { code: newLinkCode(), account: person.name };
    const { device, store } = await this.#newDevice(person.name);
    const request = await linkRequest(secret, device);
    await terminal.add(await checkLinkRequest(secret, request));
    const { root, seq, head } = await lastPin(terminal);
    const answer = await linkAnswer(secret, { request, pin: { root, seq, head } });
    const pin = await checkLinkAnswer(secret, { request, answer });
    const linked = new KeyTerminal(this.server, person.name, store);
    try {
      await linked.talk.own.linked(pin);
    } catch (error) {
      // The account began anew meanwhile: the code was for the log before, and the device is not in.
      if (error instanceof EncryptionError && error.code === "log_replaced") return;
      throw error;
    }
    person.terminals.push(linked);
  }

  async #recover(person: Person, step: Deed): Promise<void> {
    const log = (await this.server.current(person.name))?.log;
    const code = log === undefined ? undefined : await usableCode(person, log);
    if (code === undefined) return await this.#start(person);
    const terminal = new KeyTerminal(this.server, person.name, await this.#newStore(person.name));
    await terminal.talk.own.recover(code);
    person.terminals.push(terminal);
    // What was lost is removed, too, now and then.
    if (step.b % 2 === 0) await terminal.remove((others) => others[0]);
  }

  /** Whoever should read reads everything, newest first, and once more. */
  async #checkReadable(): Promise<void> {
    const said = this.#said;
    for (const terminal of this.#people.flatMap(({ terminals }) => terminals)) {
      try {
        await terminal.own();
      } catch (error) {
        if (error instanceof EncryptionError && error.code === "device_removed") continue;
        // Taken in while its account began anew: it is in the log of before, and has to be linked again.
        if (!(error instanceof EncryptionError) || error.code !== "no_key") throw error;
        if (!await this.#isOfLogBefore(terminal)) throw error;
        continue;
      }
      for (const { name: other } of this.#people) {
        this.#reads += await assertReadsAll(terminal, { other, said });
        this.#reads += await assertReadsAll(terminal, { other, said });
      }
    }
  }

  /** Whether the account has begun anew, and the log that it has now does not know this device. */
  async #isOfLogBefore({ account, store }: KeyTerminal): Promise<boolean> {
    const begun = this.#people.find(({ name }) => name === account)?.begun ?? 0;
    const current = await this.server.current(account);
    const device = await store.device();
    return begun > 1 && device !== undefined &&
      current?.log.devices.has(toHex(device.id)) === false;
  }

  /** Whoever was removed opens nothing that came afterwards, with all that the server has. */
  async #checkBlind(): Promise<void> {
    const server = await this.server.snapshot();
    for (const { device: id, account, blindFrom } of this.server.removals) {
      const known = this.#stores.find(({ device }) => toHex(device.id) === id);
      if (known === undefined || blindFrom === undefined) continue;
      await assertBlind(server, { account, device: known.device, blindFrom });
    }
  }
}

/** One's own messages are edited; reactions go to any. */
function mayBeChanged(
  { from, kind }: StoredMessage,
  { account }: KeyTerminal,
  deed: Deed["deed"],
): boolean {
  return kind !== "reaction" && (deed !== "edit" || from === account);
}

/** The id of a message, also when it was edited. */
function idOf({ id, kind, target }: StoredMessage): number {
  return kind === "edit" ? target : id;
}

function chosen<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % items.length];
}

async function lastPin(terminal: KeyTerminal) {
  const { log } = await terminal.own();
  return { root: log.root, seq: log.points.length, head: endOf(log).head };
}

async function usableCode(person: Person, log: AccountLog): Promise<string | undefined> {
  for (const code of person.codes.toReversed()) {
    const device = await recoveryDevice(code, person.name);
    const known = log.devices.get(toHex(device.id));
    if (known === undefined || known.removedSeq !== undefined) continue;
    assert.ok(sameBytes((await findRecoveryDevice(code, log)).id, device.id));
    return code;
  }
  return undefined;
}

/** What happens to devices that others remove, or whose process dies, or that a reset leaves behind. */
function isExpected(error: unknown): boolean {
  if (error instanceof Killed) return true;
  if (error instanceof Refused || error instanceof ChatError) {
    return ["device_removed", "keys_moved", "too_many_devices"].includes(error.code);
  }
  return error instanceof EncryptionError &&
    [
      "bad_code",
      "bad_code_anew",
      "code_replaced",
      "device_removed",
      "no_key",
      "nobody_reads",
      "too_many_devices",
    ].includes(
      error.code,
    );
}
