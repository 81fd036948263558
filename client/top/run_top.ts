/** Runs `chat top`: logs in, asks again and again, and draws what comes until somebody has seen enough. */
import { isatty } from "node:tty";
import stringWidth from "string-width";
import { printable, printableJson } from "../../protocol/text/printable.ts";
import { pause, systemClock } from "../base/clock.ts";
import { hintOf } from "../base/environment.ts";
import { ClientFailure, ConnectionLost, EXIT, type ExitCode } from "../base/failure.ts";
import { complain, say } from "../base/say.ts";
import type { Link } from "../link/link.ts";
import { runLoginDialog } from "../login/login_dialog.ts";
import { loginRefused, type Session } from "../login/session.ts";
import { logIn } from "../script/log_in.ts";
import { makeAsk } from "../terminal/prompter.ts";
import { Screen } from "../terminal/screen.ts";
import { Terminal } from "../terminal/terminal.ts";
import { isAnsiTerminal } from "../terminal/terminal_kind.ts";
import { Painter } from "./painter.ts";
import { emptyTop, press, type TopState, withSample } from "./state.ts";
import { listRows, topRows } from "./view.ts";
import { quietObserver, takeSample } from "./watch.ts";

/** How somebody watches. */
export interface TopOptions {
  intervalMs: number;
  /** Shows one frame without taking the screen. */
  once: boolean;
  /** Prints each sample as a line of JSON. */
  json: boolean;
}

/** Columns and rows of what is printed and not shown on a terminal. */
const PAPER = { columns: 100, rows: 1_000 };

/**
 * Watches until the person leaves, and returns the exit code.
 *
 * @throws {ClientFailure} when it cannot go on.
 */
export async function runTop(session: Session, options: TopOptions): Promise<ExitCode> {
  if (
    options.once || options.json || !isatty(0) || !isatty(1) ||
    !isAnsiTerminal({ environment: hintOf })
  ) {
    return await print(session, options);
  }
  const shown: { top?: LiveTop } = {};
  const link = session.newLink(quietObserver((status) => shown.top?.say(status)));
  // What there is to say about the key of the server is said before the terminal is taken.
  await link.connect();
  shown.top = new LiveTop({ session, link, intervalMs: options.intervalMs });
  return await shown.top.run();
}

/** Prints frames or samples: one of them, or all there are until it is ended. */
async function print(session: Session, { intervalMs, json, once }: TopOptions): Promise<ExitCode> {
  const { password, username } = session;
  if (username === undefined || password === undefined) {
    throw new ClientFailure(
      EXIT.usage,
      "Nobody is there to be asked: say who you are (alice@host), and give the password with " +
        "--password-file or CHAT_PASSWORD",
    );
  }
  const link = session.newLink(quietObserver(() => {}));
  await link.connect();
  const credentials = { username, password, register: false };
  await logIn(link, { kind: "password", credentials }, { session, notify: complain });
  link.begin();
  try {
    let state = emptyTop(session.place);
    for (;;) {
      await link.whenLive();
      const sample = await takeSample(link, systemClock);
      state = withSample(state, sample);
      if (json) say(printableJson(JSON.stringify(sample)));
      // Rates need a second look.
      if (once && (json || state.rates.sentBytes > 0 || state.rates.receivedBytes > 0)) break;
      if (!json && !once) printFrame(state);
      await pause(systemClock, intervalMs);
    }
    if (!json) printFrame(state);
    return EXIT.fine;
  } finally {
    await link.leave("logout");
  }
}

function printFrame(state: TopState): void {
  const rows = topRows(state, PAPER).slice(0, -1).map(({ text }) => text.trimEnd());
  say(rows.filter((text) => text !== "").join("\n"));
}

/** On a terminal. */
class LiveTop {
  readonly #session: Session;
  readonly #intervalMs: number;
  readonly #terminal: Terminal;
  readonly #screen: Screen;
  readonly #painter: Painter;
  readonly #link: Link;
  readonly #leaving = new AbortController();
  #isWatching = false;
  #state: TopState;

  constructor(
    { session, link, intervalMs }: { session: Session; link: Link; intervalMs: number },
  ) {
    this.#session = session;
    this.#link = link;
    this.#intervalMs = intervalMs;
    this.#state = emptyTop(session.place);
    this.#terminal = new Terminal(Deno.stdout, {
      beforeEnd: () => this.#giveBack(),
      beforeStop: () => this.#isWatching ? this.#painter.close() : this.#screen.suspend(),
      redraw: () => this.#isWatching ? this.#takeOver() : this.#screen.redraw(),
    });
    this.#painter = new Painter(this.#terminal);
    this.#screen = new Screen(this.#terminal, (text) => stringWidth(text));
  }

  async run(): Promise<ExitCode> {
    try {
      if (!await this.#logIn()) return EXIT.fine;
      this.#screen.hidePrompt();
      this.#isWatching = true;
      this.#takeOver();
      this.#terminal.onResize(() => this.#takeOver());
      this.#link.begin();
      const failure = await Promise.race([
        this.#link.ended,
        this.#watch(),
        this.#readKeys(),
      ]);
      if (failure !== undefined) throw failure;
      return EXIT.fine;
    } finally {
      this.#leaving.abort();
      await this.#link.leave("logout");
      this.#giveBack();
      this.#terminal.close();
    }
  }

  /** Shows what people should know. */
  say(status: string): void {
    this.#show({ ...this.#state, status: printable(status) });
  }

  async #logIn(): Promise<boolean> {
    const { password, username } = this.#session;
    try {
      const welcome = await runLoginDialog({
        ask: makeAsk(this.#screen, () => this.#terminal.nextKey()),
        say: (line) => this.#screen.print(line),
        logIn: (credentials) => this.#link.logIn(credentials),
        pause: (delayMs) => pause(systemClock, delayMs),
        // Whoever watches a server has an account already.
        registration: "closed",
        hasAllowList: false,
        invite: undefined,
        username,
        password,
        register: false,
      });
      return welcome !== undefined;
    } catch (error) {
      throw loginRefused(error);
    }
  }

  /** Asks until the screen is left; ends early with what cannot be helped. */
  async #watch(): Promise<ClientFailure | undefined> {
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      try {
        this.#show(withSample(this.#state, await takeSample(this.#link, systemClock)));
      } catch (error) {
        if (error instanceof ClientFailure) return error;
        // The link comes back by itself.
        if (!(error instanceof ConnectionLost)) throw error;
      }
      await pause(systemClock, this.#intervalMs, signal);
    }
    return undefined;
  }

  async #readKeys(): Promise<undefined> {
    for (;;) {
      const key = await this.#terminal.nextKey();
      if (key === undefined) return undefined;
      const pressed = press(this.#state, key, listRows(this.#state, this.#terminal));
      if (pressed === "quit") return undefined;
      this.#show(pressed);
    }
  }

  #show(state: TopState): void {
    this.#state = state;
    this.#painter.draw(topRows(state, this.#terminal));
  }

  #takeOver(): void {
    this.#painter.open();
    this.#painter.forget();
    this.#show(this.#state);
  }

  #giveBack(): void {
    this.#painter.close();
    this.#screen.hidePrompt();
  }
}
