/** One connection of the IRC door: who it is, what was agreed on, and how it is answered. */
import { ChatError } from "../../../protocol/errors.ts";
import { checkFields } from "../../../protocol/field_checks.ts";
import type { MemberRole } from "../../../protocol/records.ts";
import type { AnswerFields } from "../../../protocol/answers.ts";
import {
  type Action,
  type Fields,
  REQUEST_SHAPES,
  type RequestOf,
} from "../../../protocol/requests.ts";
import type { Connection } from "../../live/connection.ts";
import type { Capability } from "./capabilities.ts";
import type { OpenBatch } from "./wire/open_batch.ts";
import { PREFIX_OF_ROLE, PREFIXES_OF_ROLE } from "./events/rooms.ts";
import { encodeLines, type IrcFormat } from "./irc_format.ts";
import type { IrcHouse } from "./irc_house.ts";
import type { Outgoing } from "./wire/message.ts";
import { type NumericName, NUMERICS } from "./wire/numerics.ts";

/** Commands of specifications that have FAIL for what goes wrong, whether that was agreed on or not. */
const MODERN: ReadonlySet<string> = new Set([
  "BATCH",
  "CHATHISTORY",
  "MARKREAD",
  "METADATA",
  "REDACT",
  "REGISTER",
  "RENAME",
  "SETNAME",
]);

/** How often something is asked for again that was asked for too soon. */
const MAX_TRIES = 10;

/** Counts batches of labelled answers. */
let lastBatch = 0;

/** What somebody has said of themselves before the connection is complete. */
export interface Introduction {
  nick: string | undefined;
  /** One that it has asked for and that is somebody's; undefined when it has another one since. */
  takenNick: string | undefined;
  user: string | undefined;
  realname: string;
  /** Why it is away when it comes (pre-away); undefined when it is not. */
  away: string | undefined;
  /** What came with PASS. */
  password: string | undefined;
}

/** A client; it lives as long as its connection. */
export class IrcClient {
  readonly house: IrcHouse;
  readonly connection: Connection;
  readonly capabilities = new Set<Capability>();
  readonly introduction: Introduction = {
    nick: undefined,
    takenNick: undefined,
    user: undefined,
    realname: "",
    away: undefined,
    password: undefined,
  };
  /** Whether it has said CAP LS or CAP REQ and not yet CAP END. */
  isNegotiating = false;
  /** Whether it has come to the port of IRC itself, and not by a WebSocket. */
  readonly isDirect: boolean;
  /** Whether it said that it knows version 302, in which capabilities have values. */
  knows302 = false;
  /** Whether it was welcomed. */
  isRegistered = false;
  /** What came of a SASL exchange so far; undefined when none is under way. */
  sasl: { mechanism: "PLAIN" | "EXTERNAL"; text: string } | undefined;
  /** A message of several lines that is coming in; undefined when none is. */
  batch: OpenBatch | undefined;
  /** Whether it has shown that it knows the password of the server. */
  knowsServerPassword = false;
  /** Whether it was told that PART is for good. */
  knowsPart = false;
  /** Whether it has said that it is a bot. */
  isBot = false;
  /** The modes of the user besides: invisible, operator, wallops. */
  readonly userModes = new Set<string>();
  /** What it is called; `*` before it has a name. */
  nick = "*";
  /** What stands before the `@` of its own name, as far as it knows. */
  shownUser: string | undefined;
  /** The last id that the login answered with; what comes after it comes as an event. */
  lastId = 0;
  /** The rooms that it was shown, by folded name. */
  readonly shownRooms = new Set<string>();
  /** The keys of metadata that it wants to hear of; their number is bounded. */
  readonly subscriptions = new Set<string>();
  /** Whom it does not want to hear, by folded name. */
  ignored: ReadonlySet<string> = new Set();
  /** What its user says in QUIT. */
  farewell: string | undefined;
  #lines: Outgoing[] = [];
  #labelled: Outgoing[] | undefined;
  /** What is done in one piece at the moment. */
  #whole: Promise<void> = Promise.resolve();

  constructor(house: IrcHouse, connection: Connection, isDirect = false) {
    this.isDirect = isDirect;
    this.house = house;
    this.connection = connection;
  }

  /** The name of its account; undefined when nobody is logged in. */
  get account(): string | undefined {
    return this.connection.identity?.account.name;
  }

  /** Whether its account is only there as long as it is. */
  get isGuest(): boolean {
    return this.connection.identity?.account.isGuest === true;
  }

  /** How it sees events. */
  get format(): IrcFormat {
    return this.connection.format as IrcFormat;
  }

  /** It itself as the source of a message. */
  get source(): string {
    const { account, house: { people }, introduction: { user = "user" }, nick } = this;
    return account === undefined
      ? `${nick}!${user}@${people.hostOf(nick)}`
      : people.sourceOf(account);
  }

  /** Whether something was agreed on. */
  has(capability: Capability): boolean {
    return this.capabilities.has(capability);
  }

  /** What stands before somebody with a role where members are listed. */
  prefixOf(role: MemberRole): string {
    return (this.has("multi-prefix") ? PREFIXES_OF_ROLE : PREFIX_OF_ROLE)[role];
  }

  /** Answers with a numeric. */
  reply(name: NumericName, ...params: readonly string[]): void {
    this.fromServer(NUMERICS[name], this.nick, ...params);
  }

  /** Says something as the server. */
  fromServer(command: string, ...params: readonly string[]): void {
    this.write({ source: this.house.options.serverName, command, params });
  }

  /** Says something as the one name under which the server answers people. */
  service(text: string, from = "ChatServ"): void {
    const source = `${from}!service@${this.house.options.serverName}`;
    for (const line of text.split("\n")) {
      this.write({ source, command: "NOTICE", params: [this.nick, line] });
    }
  }

  /** Says that something failed, to those who know standard replies; others get a notice. */
  fail(command: string, code: string, ...params: readonly string[]): void {
    if (this.has("standard-replies") || MODERN.has(command)) {
      return this.fromServer("FAIL", command, code, ...params);
    }
    this.fromServer("NOTICE", this.nick, `${command}: ${params.at(-1) ?? code}`);
  }

  /** Says that something could not be done, with what the chat says about it. */
  refuse(command: string, error: ChatError, ...context: readonly string[]): void {
    this.fail(command, error.code.toUpperCase(), ...context, error.message);
  }

  /** Queues a line, in its place among answers and events. */
  write(line: Outgoing): void {
    (this.#labelled ?? this.#lines).push(line);
  }

  /** Takes a line that this client has caused, when it is to be part of a labelled answer. */
  takesOwn(lines: readonly Outgoing[]): boolean {
    if (this.#labelled === undefined) return false;
    this.#labelled.push(...lines);
    return true;
  }

  /** Whether an answer is being put together that has a label. */
  get isLabelled(): boolean {
    return this.#labelled !== undefined;
  }

  /** Sends what was written, behind everything that has happened before. */
  flush(): void {
    if (this.#lines.length === 0) return;
    this.house.services.hub.deliver();
    const lines = this.#lines;
    this.#lines = [];
    this.connection.outbox.pushAnswer(encodeLines(lines));
  }

  /** Resolves when it has read so much that more may be answered: for answers of many parts. */
  async takesMore(): Promise<void> {
    this.flush();
    await this.connection.outbox.roomToAnswer();
  }

  /** Does something whose lines come together, after whatever is done in this way already. */
  inOnePiece(work: () => Promise<void>): Promise<void> {
    const done = this.#whole.then(work);
    this.#whole = done.catch(() => {}); // Whoever asked for it is told.
    return done;
  }

  /** Has everything that `work` answers carry a label, and nothing else. */
  labelled(label: string, work: () => Promise<void>): Promise<void> {
    return this.inOnePiece(() => this.#answerLabelled(label, work));
  }

  async #answerLabelled(label: string, work: () => Promise<void>): Promise<void> {
    this.flush();
    this.#labelled = [];
    try {
      await work();
      this.house.services.hub.deliver();
    } finally {
      const lines: readonly Outgoing[] = this.#labelled;
      this.#labelled = undefined;
      for (const line of labelledLines(lines, label, this.house.options.serverName)) {
        this.write(line);
      }
      this.flush();
    }
  }

  /**
   * Has a command of the chat done, within the rates that hold for everybody.
   *
   * @throws {ChatError} when it is refused.
   */
  async ask<A extends Action>(action: A, fields: Partial<Fields<A>>): Promise<AnswerFields[A]> {
    this.flush();
    const { connection } = this;
    const { dispatcher, services } = this.house;
    const request = requestOf(action, fields);
    try {
      const pace = dispatcher.pace(connection, request);
      if (pace instanceof ChatError) throw pace;
      if (pace > 0) await services.delay(pace, connection.ended);
      const answer = await dispatcher.run<A>(connection, request as RequestOf<A> & { action: A });
      services.hub.deliver();
      return answer;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const pauseMs = dispatcher.pauseAfter(connection, error);
      if (pauseMs > 0) await services.delay(pauseMs, connection.ended);
      throw error;
    }
  }

  /** Asks for what nobody has typed: when it is too soon, again when it is not. */
  async askPatiently<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
  ): Promise<AnswerFields[A]> {
    for (let tries = 1;; tries++) {
      try {
        return await this.ask(action, fields);
      } catch (error) {
        const isTooSoon = error instanceof ChatError && error.code === "slow_down";
        if (!isTooSoon || tries === MAX_TRIES) throw error;
        const { connection, house: { services } } = this;
        await services.delay((error.retryAfterSeconds ?? 1) * 1_000, connection.ended);
      }
    }
  }

  /** Asks like that; undefined when it is refused. */
  async patiently<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
  ): Promise<AnswerFields[A] | undefined> {
    try {
      return await this.askPatiently(action, fields);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return undefined;
    }
  }

  /** Asks as above; undefined when it is refused, after `refused` was told why. */
  async tryTo<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
    refused: (error: ChatError) => void,
  ): Promise<AnswerFields[A] | undefined> {
    try {
      return await this.ask(action, fields);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      refused(error);
      return undefined;
    }
  }
}

/** A request with the fields that it takes. */
export function requestOf<A extends Action>(action: A, fields: Partial<Fields<A>>): RequestOf<A> {
  const checked = checkFields(REQUEST_SHAPES[action], fields as Record<string, unknown>, {
    action,
    ref: undefined,
  });
  return checked as unknown as RequestOf<A>;
}

/** One line has the label itself, several are in a batch, and for nothing there is an ACK. */
function labelledLines(
  lines: readonly Outgoing[],
  label: string,
  serverName: string,
): readonly Outgoing[] {
  const labels = new Map([["label", label]]);
  const [first] = lines;
  if (first === undefined) {
    return [{ tags: labels, source: serverName, command: "ACK", params: [] }];
  }
  if (lines.length === 1 || isOneBatch(lines)) {
    return [{ ...first, tags: new Map([...labels, ...first.tags ?? []]) }, ...lines.slice(1)];
  }
  lastBatch = (lastBatch + 1) % 1_000_000;
  const batch = `l${lastBatch.toString(36)}`;
  return [
    {
      tags: labels,
      source: serverName,
      command: "BATCH",
      params: [`+${batch}`, "labeled-response"],
    },
    ...lines.map((line) =>
      line.tags?.has("batch")
        ? line
        : { ...line, tags: new Map([["batch", batch], ...line.tags ?? []]) }
    ),
    { source: serverName, command: "BATCH", params: [`-${batch}`] },
  ];
}

/** Whether the lines are a batch, from its beginning to its end. */
function isOneBatch(lines: readonly Outgoing[]): boolean {
  const [first, last] = [lines[0], lines.at(-1)];
  if (first?.command !== "BATCH" || last?.command !== "BATCH") return false;
  const name = first.params[0]?.slice(1);
  return first.params[0] === `+${name}` && last.params[0] === `-${name}`;
}
