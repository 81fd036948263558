/** A session of the full screen with a server, but without a terminal. */
import { systemClock } from "../../../../client/base/clock.ts";
import { arrangingAt } from "../../../../client/full/servers/arranging.ts";
import { ServerSession } from "../../../../client/full/servers/server_session.ts";
import type { Action } from "../../../../client/full/state/action.ts";
import { Link } from "../../../../client/link/link.ts";
import { openServer } from "../../../../client/link/open.ts";
import { within } from "../../../support/deadline.ts";
import type { FakeServer } from "../../../support/fake_server.ts";
import { Player } from "./player.ts";

/** What happens in the session changes the state, and what the state wants is done. */
export class SessionStage implements AsyncDisposable {
  readonly player = new Player({ isEmpty: true, columns: 80, rows: 24 });
  readonly session: ServerSession;
  /** How the commands have wanted to leave. */
  readonly leaving: string[] = [];
  /** How often there was a token to keep. */
  tokens = 0;
  readonly #asking = new Map<number, (text: string | undefined) => void>();
  #waiters: (() => void)[] = [];

  constructor(server: FakeServer) {
    const place = { username: undefined, host: "127.0.0.1", port: server.port };
    this.session = new ServerSession({
      id: "s1",
      address: `127.0.0.1:${server.port}`,
      newLink: (observer) =>
        new Link({
          open: (connectionObserver) =>
            openServer({
              place,
              judge: undefined,
              clock: systemClock,
              refPrefix: "test-",
              observer: connectionObserver,
            }),
          observer,
          clock: systemClock,
          random: () => 0,
          newNonce: () => crypto.randomUUID(),
          device: "test",
        }),
      clock: systemClock,
      timeMs: Date.now,
      loadEmoji: () => Promise.resolve({ smile: "😄" }),
      state: () => this.player.state,
      dispatch: (action) => this.does(action),
      ask: (prompt, { isSecret = false } = {}) => {
        const ticket = 1_000_000 + this.#asking.size;
        return new Promise((resolve) => {
          this.#asking.set(ticket, resolve);
          this.does({ kind: "ask", serverId: "s1", ticket, prompt, isSecret });
        });
      },
      leave: (goodbye) => {
        this.leaving.push(goodbye);
        this.#wake();
      },
      connect: () => {},
      local: {
        context: {},
        screen: (entered) => ({ arranging: arrangingAt(entered, () => this.player.state) }),
      },
      tokenChanged: () => this.tokens++,
    });
    this.player.news({ kind: "server-added", address: `127.0.0.1:${server.port}` });
  }

  /** A session in which alice is logged in and has seen what was written before. */
  static async start(server: FakeServer): Promise<SessionStage> {
    const stage = new SessionStage(server);
    await stage.session.connect();
    const credentials = { username: "alice", password: "correct horse", register: false };
    const welcome = await stage.session.logIn(credentials, () => {});
    await stage.session.begin(welcome, { room: "general" });
    await stage.until(() => stage.player.active.isLoaded);
    return stage;
  }

  /** Something happens, and what follows from it is done. */
  does(action: Action): void {
    this.player.does(action);
    for (const effect of this.player.effects.splice(0)) {
      switch (effect.kind) {
        case "answered":
          this.#asking.get(effect.ticket)?.(effect.text);
          break;
        case "notify":
        case "keep-notify":
        case "copy":
        case "load-emoji":
        case "open-link":
        case "form":
        case "leave":
        case "look-at-paste":
        case "complete-path":
        case "match":
        case "check-words":
        case "suggest-words":
          break;
        default:
          this.session.perform(effect);
      }
    }
    this.#wake();
  }

  /** Types a text and Enter. */
  enter(text: string): void {
    this.player.type(text);
    this.player.effects.length = 0;
    this.does({
      kind: "key",
      key: { name: "return", ctrl: false, alt: false, shift: false, text: "" },
    });
  }

  /** Resolves when `condition` holds; it is looked at after everything that happens. */
  async until(condition: () => boolean): Promise<void> {
    const holds = async () => {
      while (!condition()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    };
    await within(holds(), `it; the screen was\n${this.player.screen}`, 10_000);
  }

  /** Resolves when `text` stands on the screen. */
  untilShown(text: string): Promise<void> {
    return this.until(() => this.player.screen.includes(text));
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.session.close();
    await this.session.leave("exit");
    this.session.close();
  }
}
