/** The extensions of a client: started, told what they may hear, answered, started again. */
import type { Message, Place } from "../../protocol/records.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Clock } from "../base/clock.ts";
import { reasonOf } from "../base/failure.ts";
import type { ExtensionSettings } from "../config/config.ts";
import { mayRun, notAllowedText, startCompanion } from "../files/start_program.ts";
import { cameEncrypted } from "../logs/log_lines.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import { placeOf } from "../wording/place.ts";
import { ExtensionProcess } from "./extension_process.ts";
import {
  BadRequest,
  changeFields,
  EXTENSION_PROTOCOL,
  type ExtensionPlace,
  type ExtensionRequest,
  mayHear,
  messageFields,
  requestIn,
} from "./extension_protocol.ts";

/** First and longest pause before a program is started again; one that ran so long begins anew. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const GOOD_RUN_MS = 60_000;
/** After so many short runs one after the other it is given up. */
const MAX_SHORT_RUNS = 8;
/** An extension may say so much at once, and one message more in so long. */
const SAY_BURST = 5;
const SAY_PAUSE_MS = 2_000;

/** At which server, and as whom. */
export interface ExtensionServer {
  readonly address: string;
  readonly username: string;
}

/** What extensions do to the client. */
export interface ExtensionEffects {
  /** Says something about an extension, or for it; harmless. */
  show: (lines: readonly string[], where: Partial<ExtensionPlace>, isWarning: boolean) => void;
  /** What stands in the status line for an extension; empty takes it away. */
  status: (name: string, text: string) => void;
  notify: (name: string, text: string) => void;
  /** Sends a message; returns why that cannot be. */
  say: (where: Partial<ExtensionPlace> & { place: Place }, text: string) => string | undefined;
  /** Whether what is written to a place is, or may be, encrypted. */
  isEncrypted: (where: Partial<ExtensionPlace> & { place: Place }) => boolean;
  /** The server that is meant where none is named, and which account there: that of `you`, if there is one. */
  at: (named: { server: string | undefined; you: string | undefined }) => {
    server: string;
    you: string;
  };
}

/** What it works with. */
export interface ExtensionsOptions {
  clock: Clock;
  effects: ExtensionEffects;
  /** @default programs of this machine */
  start?: typeof startCompanion;
  mayStart?: typeof mayRun;
}

interface Running {
  readonly settings: ExtensionSettings;
  process: ExtensionProcess | undefined;
  shortRuns: number;
  startedMs: number;
  cancelStart: () => void;
  /** When it may say something, for the rate; grows by a pause for each message. */
  sayDebtMs: number;
  isOver: boolean;
}

/** None of them holds up anything: what they do not read in time is left out. */
export class Extensions {
  readonly #options: ExtensionsOptions;
  readonly #running = new Map<string, Running>();
  /** What is started and ended, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ExtensionsOptions) {
    this.#options = options;
  }

  /** Runs exactly these from now on; those that stay as they are go on. */
  configure(wanted: Readonly<Record<string, ExtensionSettings>>): Promise<void> {
    return this.#inTurn(() => this.#configure(wanted));
  }

  async #configure(wanted: Readonly<Record<string, ExtensionSettings>>): Promise<void> {
    const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
    const ending = [...this.#running].filter(([name, { settings }]) =>
      !isSame(settings, wanted[name])
    ).map(([name]) => this.#end(name));
    await Promise.all(ending);
    for (const [name, settings] of Object.entries(wanted)) {
      if (!this.#running.has(name)) await this.#add(name, settings);
    }
  }

  /** Something was said for the first time, or, `isReplayed`, while there was no connection. */
  message(
    message: Message,
    server: ExtensionServer,
    { isMention, isReplayed }: { isMention: boolean; isReplayed: boolean },
  ): void {
    const { address, username: you } = server;
    const where = { server: address, you, place: placeOf(message, you) };
    const isEncrypted = cameEncrypted(message);
    this.#tell(where, isEncrypted, ({ events }) => {
      const event = events.includes("message")
        ? "message"
        : isMention && events.includes("mention")
        ? "mention"
        : undefined;
      return event &&
        { event, ...messageFields(message, { where, isMention, isEncrypted, isReplayed }) };
    });
  }

  /** A message was changed. */
  change(event: ChangeEvent, server: ExtensionServer): void {
    const { room, to } = event as { room?: string; to?: string };
    if (room === undefined && to === undefined) return;
    const { address, username: you } = server;
    const where = {
      server: address,
      you,
      place: placeOf(event as { from: string; room: string }, you),
    };
    // Nobody can tell of a deletion or a reaction whether it was about something encrypted.
    const isEncrypted = cameEncrypted(event) || this.#options.effects.isEncrypted(where);
    this.#tell(
      where,
      isEncrypted,
      ({ events }) =>
        events.includes("change") ? { event: "change", ...changeFields(event, where) } : undefined,
    );
  }

  /** The connection to a server stands otherwise. */
  connection({ address, username }: ExtensionServer, state: string): void {
    for (const { process, settings } of this.#running.values()) {
      if (!settings.events.includes("connection")) continue;
      process?.tell({ event: "connection", server: address, you: username, state });
    }
  }

  /** How each of them is, in a line. */
  lines(): string[] {
    return [...this.#running].map(([name, { isOver, process, settings }]) => {
      const how = process !== undefined ? "runs" : isOver ? "was given up" : "waits to be started";
      return `${name} ${how}: ${permissionsText(settings)}`;
    });
  }

  /** Starts one anew. Returns whether there is one of this name. */
  async restart(name: string): Promise<boolean> {
    const known = this.#running.get(name);
    if (known === undefined) return false;
    await this.#inTurn(async () => {
      await this.#end(name);
      await this.#add(name, known.settings);
    });
    return true;
  }

  /** Ends all of them. */
  close(): Promise<void> {
    return this.#configure({});
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const next = this.#turn.then(task);
    this.#turn = next.catch(() => {}); // who has asked for it hears of it
    return next;
  }

  async #add(name: string, settings: ExtensionSettings): Promise<void> {
    const running: Running = {
      settings,
      process: undefined,
      shortRuns: 0,
      startedMs: 0,
      cancelStart: () => {},
      sayDebtMs: 0,
      isOver: false,
    };
    this.#running.set(name, running);
    const [program = ""] = settings.command;
    if (!await (this.#options.mayStart ?? mayRun)(program)) {
      running.isOver = true;
      this.#warn(notAllowedText(program), name);
    } else if (this.#running.get(name) === running && this.#start(name, running)) {
      this.#show([`extension ${name} is started: ${permissionsText(settings)}`]);
    }
  }

  /** Returns whether the program runs. */
  #start(name: string, running: Running): boolean {
    const { clock, start = startCompanion } = this.#options;
    const { command: [program = "", ...args], encrypted, events, requests, rooms } =
      running.settings;
    let child: Deno.ChildProcess;
    try {
      child = start(program, args);
    } catch (error) {
      running.isOver = true;
      this.#warn(`it cannot be started: ${reasonOf(error)}`, name);
      return false;
    }
    running.startedMs = clock.nowMs();
    const process: ExtensionProcess = new ExtensionProcess({
      child,
      clock,
      line: (line) => this.#heard(name, running, line),
    });
    running.process = process;
    process.tell({
      event: "start",
      protocol: EXTENSION_PROTOCOL,
      name,
      events,
      requests,
      rooms,
      encrypted,
    });
    void process.ended.then((reason) => {
      if (this.#running.get(name) !== running) return;
      running.process = undefined;
      this.#again(name, running, reason);
    });
    return true;
  }

  #again(name: string, running: Running, reason: string): void {
    const { clock, effects } = this.#options;
    effects.status(name, "");
    const isShort = clock.nowMs() - running.startedMs < GOOD_RUN_MS;
    running.shortRuns = isShort ? running.shortRuns + 1 : 1;
    if (running.shortRuns >= MAX_SHORT_RUNS) {
      running.isOver = true;
      this.#warn(`${reason}; it is given up, /extensions restart ${name} starts it again`, name);
      return;
    }
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (running.shortRuns - 1));
    this.#warn(`${reason}; it is started again in ${pauseMs / 1_000} s`, name);
    running.cancelStart = clock.setTimer(pauseMs, () => this.#start(name, running));
  }

  async #end(name: string): Promise<void> {
    const running = this.#running.get(name);
    this.#running.delete(name);
    running?.cancelStart();
    this.#options.effects.status(name, "");
    await running?.process?.close();
  }

  #tell(
    where: ExtensionPlace,
    isEncrypted: boolean,
    fieldsFor: (settings: ExtensionSettings) => Record<string, unknown> | undefined,
  ): void {
    for (const { process, settings } of this.#running.values()) {
      if (process === undefined || !mayHear(settings, where, isEncrypted)) continue;
      const fields = fieldsFor(settings);
      if (fields !== undefined) process.tell(fields);
    }
  }

  #heard(name: string, running: Running, line: string): void {
    if (this.#running.get(name) !== running || line.trim() === "") return;
    let ref: ExtensionRequest["ref"];
    try {
      const request = requestIn(line, running.settings);
      ref = request.ref;
      this.#perform(name, running, request);
      if (ref !== undefined) running.process?.tell({ event: "answer", ref, ok: true });
    } catch (error) {
      // Nothing that a program says ends the client.
      const isRefused = error instanceof BadRequest;
      const text = isRefused ? error.message : "this cannot be done";
      const answer = { event: "answer", ok: false, message: text };
      running.process?.tell(ref === undefined ? answer : { ...answer, ref });
      if (!isRefused) this.#warn(`what it asks for cannot be done: ${reasonOf(error)}`, name);
    }
  }

  #perform(name: string, running: Running, request: ExtensionRequest): void {
    const { effects } = this.#options;
    const { settings } = running;
    const at = effects.at(request);
    switch (request.kind) {
      case "status":
        return effects.status(name, request.text);
      case "notify":
        return effects.notify(name, request.text);
      case "show": {
        const { place, text } = request;
        const lines = text.split("\n").map((line) => `${name}: ${printable(line)}`);
        return effects.show(lines, { ...at, ...(place === undefined ? {} : { place }) }, false);
      }
      case "say": {
        const where = { ...at, place: request.place };
        const isEncrypted = effects.isEncrypted(where);
        if (!mayHear(settings, where, isEncrypted)) {
          throw new BadRequest(
            isEncrypted ? "this place is encrypted, and not named" : "this place is not named",
          );
        }
        this.#countSaying(running);
        const problem = effects.say(where, request.text);
        if (problem !== undefined) throw new BadRequest(problem);
      }
    }
  }

  /** Throws {BadRequest} when an extension says too much. */
  #countSaying(running: Running): void {
    const now = this.#options.clock.nowMs();
    const debtMs = Math.max(running.sayDebtMs, now);
    if (debtMs - now > (SAY_BURST - 1) * SAY_PAUSE_MS) {
      throw new BadRequest("too much at once; wait a few seconds");
    }
    running.sayDebtMs = debtMs + SAY_PAUSE_MS;
  }

  #show(lines: readonly string[]): void {
    this.#options.effects.show(lines, {}, false);
  }

  #warn(text: string, name: string): void {
    this.#options.effects.show([`extension ${name}: ${printable(text)}`], {}, true);
  }
}

/** What an extension may do, as people are told. */
export function permissionsText(
  { encrypted, events, requests, rooms }: ExtensionSettings,
): string {
  const where = rooms.length === 0 ? "everywhere" : `in ${rooms.join(", ")}`;
  const sealed = encrypted.length === 0
    ? "but not what is encrypted"
    : `and what is encrypted in ${encrypted.join(", ")}`;
  const hears = events.length === 0
    ? "hears nothing"
    : `hears ${events.join(", ")} ${where}, ${sealed}`;
  return printable(`${hears}; may ${requests.join(", ") || "ask for nothing"}`);
}
