/** One run of the full screen: holds the state, carries out what it wants, and ends when nobody is left. */
import { systemClock, within } from "../base/clock.ts";
import { hintOf } from "../base/environment.ts";
import { EXIT, type ExitCode } from "../base/failure.ts";
import type { Goodbye } from "../commands/parts/context.ts";
import type { Config } from "../config/config.ts";
import type { FoundConfig } from "../config/config_file.ts";
import { ConfigKeeper } from "../config/config_keeper.ts";
import { logMode } from "../config/log_mode.ts";
import { logFolder } from "../logs/log_folder.ts";
import { RoomLogs } from "../logs/room_logs.ts";
import type { ModesByPlace, NotifyModes } from "../config/notify_modes.ts";
import { isPathExpected } from "../files/complete_path.ts";
import { pathRoots } from "../files/start_files.ts";
import type { SecuredAddress } from "../net/address.ts";
import type { StreamTarget } from "../net/open_stream.ts";
import { serverCalled } from "../config/server_names.ts";
import { pictureDrawer } from "./servers/draw_picture.ts";
import { PatternSearch } from "../patterns/pattern_search.ts";
import { Speller } from "../spelling/speller.ts";
import { ScreenSpelling } from "./screen_spelling.ts";
import { ScreenExtensions } from "./screen_extensions.ts";
import { PatternFinder } from "./pattern_finder.ts";
import { PictureDecoder, type StartWorker } from "../pictures/picture_decoder.ts";
import { Keymap } from "../keys/keymap.ts";
import { ResumeTokens } from "../login/resume_tokens.ts";
import { ServerList } from "../login/server_list.ts";
import { terminalSize } from "../terminal/terminal_size.ts";
import { loadEmoji } from "../text/load_emoji.ts";
import { describe } from "../wording/describe.ts";
import { FullTerminal } from "./full_terminal.ts";
import type { KeptScreen, ScreenStore } from "./kept_screen.ts";
import { openServersIn, openServersWritten } from "./servers/open_servers.ts";
import { TextStore } from "./kept_texts.ts";
import { performHere } from "./machine_effects.ts";
import { Questions } from "./questions.ts";
import { screenFiles } from "./screen_files.ts";
import { ScreenKeeper } from "./screen_keeper.ts";
import { screenSettings } from "./screen_settings.ts";
import { reactionMeant } from "./reaction_meant.ts";
import { reduce } from "./reduce/reduce.ts";
import type { ServerSession } from "./servers/server_session.ts";
import type { FirstServer } from "./servers/entrance.ts";
import { Servers } from "./servers/servers.ts";
import type { LinkTo } from "./servers/sessions.ts";
import type { Action, Effect } from "./state/action.ts";
import { serverOf } from "./state/buffers.ts";
import { firstState } from "./state/first_state.ts";
import { windowsIn } from "./state/windows.ts";
import type { State } from "./state/state.ts";

/** So often what time brings is looked at: who has stopped typing, when the next attempt comes. */
const TICK_MS = 1_000;
/** So long the end waits for logs. */
const LAST_LOGS_LIMIT_MS = 1_000;

/** What the command line asks for. */
export interface FullScreenOptions {
  /** `undefined` has the client ask for a server. */
  first: FirstServer | undefined;
  linkTo: LinkTo;
  /** How further connections are made to a server. */
  streamTo: (address: SecuredAddress) => StreamTarget;
  /** Starts a worker of the program by its name. */
  startWorker: StartWorker;
  isEncrypted: boolean;
  /** The config folder. */
  folder: string | undefined;
  /** Further connections are to be made through this proxy. */
  proxyChanged: (proxy: string) => void;
  /** Whether logins, servers and texts are kept for the next time. */
  remembers: boolean;
}

/** One run of the client. */
export class FullSession {
  readonly #options: FullScreenOptions;
  readonly #keeper: ConfigKeeper;
  readonly #logs: RoomLogs;
  readonly #patterns: PatternFinder;
  readonly #extensions: ScreenExtensions;
  readonly #spelling: ScreenSpelling;
  /** The settings that were put into force last. */
  #lastConfig: Config;
  #keymap: Keymap;
  readonly #terminal: FullTerminal;
  readonly #decoder: PictureDecoder;
  readonly #servers: Servers;
  readonly #keeping: ScreenKeeper;
  readonly #questions = new Questions((action) => this.#dispatch(action));
  readonly #left = Promise.withResolvers<Goodbye>();
  /** Resolves when there is something to type into. */
  readonly #formOpen = Promise.withResolvers<void>();
  /** What in the config file cannot be taken, until there is a server to say it in. */
  #problems: readonly string[] = [];
  readonly #isPathExpected = (before: string) => isPathExpected(before, pathRoots());
  #state: State;
  #lastWord: string | undefined;
  /** Whether there is a server in which something can be said. */
  #hasEntered = false;
  /** The servers that were open when the client was left last, as they are kept. */
  readonly #openBefore: string;
  #cancelTick: (() => void) | undefined;

  constructor(
    options: FullScreenOptions,
    { found, kept, modes, screen, screens }: {
      found: FoundConfig;
      modes: NotifyModes;
      kept: ModesByPlace;
      screens: ScreenStore;
      screen: KeptScreen;
    },
  ) {
    this.#options = options;
    const { config } = found;
    this.#lastConfig = config;
    this.#keeper = new ConfigKeeper({
      folder: options.folder,
      found,
      changed: (changed) => this.#configured(changed),
    });
    this.#keymap = new Keymap(config.keys, config.keyCommands);
    this.#logs = new RoomLogs({
      folder: () => logFolder(this.#config.log.folder, options.folder, pathRoots()),
      modeOf: (server, place) => logMode(this.#config.log.rooms, server, place),
      timeMs: Date.now,
      warn: (text) => this.#dispatch({ kind: "hint", text }),
    });
    const remembered = options.remembers ? options.folder : undefined;
    this.#keeping = new ScreenKeeper({
      texts: new TextStore(remembered, () => this.#config.aliases),
      screens,
      modes,
      clock: systemClock,
      state: () => this.#state,
      dispatch: (action) => this.#dispatch(action),
      keepsSent: () => this.#config.keepInputHistory,
      // Whoever gets in nowhere finds what was open before.
      open: () =>
        this.#hasEntered
          ? openServersWritten(this.#servers.open, options.isEncrypted)
          : this.#openBefore,
    });
    const first = {
      size: terminalSize(),
      nowMs: Date.now(),
      settings: screenSettings(found, kept),
    };
    const { choices, open, windows } = screen;
    this.#openBefore = open;
    this.#state = { ...firstState(first), choices, ...windowsIn(windows) };
    this.#patterns = new PatternFinder({
      search: new PatternSearch(options.startWorker, systemClock),
      clock: systemClock,
      state: () => this.#state,
      dispatch: (action) => this.#dispatch(action),
    });
    this.#extensions = new ScreenExtensions({
      clock: systemClock,
      state: () => this.#state,
      dispatch: (action) => this.#dispatch(action),
      notify: (notification) => this.#terminal.notify(notification),
      sessions: () => this.#servers.sessions,
    });
    this.#spelling = new ScreenSpelling({
      speller: new Speller(options.startWorker, systemClock),
      folder: options.folder,
      home: pathRoots().home,
      environment: hintOf,
      dispatch: (action) => this.#dispatch(action),
    });
    const decoder = new PictureDecoder(options.startWorker, systemClock);
    this.#servers = new Servers({
      placeCalled: (word) => serverCalled(word, this.#config.servers),
      linkTo: options.linkTo,
      memory: {
        isEncrypted: options.isEncrypted,
        tokens: new ResumeTokens(remembered),
        list: new ServerList(remembered),
      },
      clock: systemClock,
      timeMs: Date.now,
      loadEmoji,
      state: () => this.#state,
      dispatch: (action) => this.#dispatch(action),
      isFormOpen: () => this.#state.overlay?.kind === "login",
      ask: (prompt, how) => this.#questions.ask(prompt, how?.isSecret ?? false),
      entered: (session, address) => this.#entered(session, address),
      dropped: (id) => {
        const address = this.#servers.addressOf(id);
        if (address !== undefined) this.#keeping.keepOf(address);
      },
      lastLeft: (goodbye, lastWord) => {
        this.#lastWord = lastWord;
        this.#left.resolve(goodbye);
      },
      startFiles: screenFiles({
        decoder,
        folder: remembered,
        streamTo: options.streamTo,
        downloads: () => this.#config.files.downloads,
        state: () => this.#state,
        terminal: () => this.#terminal,
      }),
      drawPicture: pictureDrawer(decoder),
      extensions: this.#extensions,
      spelling: this.#spelling,
      settingsAt: async (server) => {
        const { ClientSettings } = await import("../config/client_settings.ts");
        return new ClientSettings({
          keeper: this.#keeper,
          server,
          logPath: (at, place) => this.#logs.pathOf(at, place),
        });
      },
    });
    this.#decoder = decoder;
    this.#terminal = new FullTerminal({
      found,
      clock: systemClock,
      environment: hintOf,
      state: () => this.#state,
      resized: (size) => this.#dispatch({ kind: "resized", size }),
      draws: (powers) => this.#dispatch({ kind: "graphics", powers }),
      beforeEnd: () => this.#keeping.saveTextsNow(),
    });
  }

  /** What is to be said when the screen is gone. */
  get lastWord(): string | undefined {
    return this.#lastWord;
  }

  async run(problems: readonly string[]): Promise<ExitCode> {
    this.#problems = problems;
    this.#terminal.draw();
    this.#tick();
    const keys = this.#readKeys();
    const { first } = this.#options;
    const before = this.#lastConfig.reopen ? openServersIn(this.#openBefore) : [];
    const entering = first === undefined
      ? this.#servers.enterAgain(before)
      : this.#servers.enterFirst(first);
    await this.#loadTexts();
    const goodbye = await Promise.race([
      this.#left.promise,
      // Only a failure ends the client.
      entering.then(() => this.#left.promise),
      keys,
    ]);
    this.#keeping.stop();
    const { failure } = this.#servers;
    await this.#servers.leaveAll(goodbye);
    await this.#keeping.save();
    // The reason stood on the screen, which is gone now.
    if (failure !== undefined) throw failure;
    return EXIT.fine;
  }

  async close(): Promise<void> {
    this.#keeping.stop();
    this.#cancelTick?.();
    for (const session of this.#servers.sessions) session.close();
    this.#decoder.close();
    this.#patterns.close();
    this.#spelling.close();
    await this.#extensions.close();
    await within(systemClock, LAST_LOGS_LIMIT_MS, this.#logs.close());
    await this.#terminal.close();
  }

  async #readKeys(): Promise<Goodbye> {
    // What is typed before that waits in the terminal.
    await this.#formOpen.promise;
    for (;;) {
      const key = await this.#terminal.nextKey();
      if (key === undefined) return "exit";
      this.#dispatch({ kind: "key", key });
      this.#keeping.saveSoon();
    }
  }

  #dispatch(action: Action): void {
    const { pointing, scrolling } = this.#terminal;
    const tools = {
      keymap: this.#keymap,
      scrolling,
      pointing,
      isPathExpected: this.#isPathExpected,
    };
    const { effects, state } = reduce({ ...this.#state, nowMs: Date.now() }, action, tools);
    this.#state = state;
    this.#heard(action);
    for (const effect of effects) this.#perform(effect);
    this.#terminal.draw({ isTyped: action.kind === "key" });
    if (action.kind === "open-form") this.#formOpen.resolve();
  }

  /** The settings as they are now. */
  get #config(): Config {
    return this.#keeper.config;
  }

  /** The config file was changed: everything is as it says from now on. */
  #configured({ config, ...found }: FoundConfig): void {
    const before = this.#state.settings;
    const { mouse, notifications: { rooms } } = this.#lastConfig;
    this.#lastConfig = config;
    this.#options.proxyChanged(config.proxy);
    this.#keymap = new Keymap(config.keys, config.keyCommands);
    this.#terminal.configure({ config, ...found });
    if (this.#hasEntered) void this.#extensions.configure(config.extensions);
    // What /notify has set meanwhile is not in the file.
    const kept = Object.fromEntries(
      Object.entries(before.notifyByPlace).filter(([name, mode]) => rooms[name] !== mode),
    );
    const settings = screenSettings({ config, ...found }, kept);
    const graphics = this.#terminal.graphicsPowers;
    this.#dispatch({
      kind: "settings",
      settings: {
        ...settings,
        ...(graphics === undefined ? {} : { graphics, hasPictures: true }),
        // F2 holds until the file says something else.
        hasMouse: config.mouse !== mouse ? config.mouse : before.hasMouse ?? false,
      },
    });
  }

  /** What is said for the first time, and what becomes of it, is for logs and extensions, too. */
  #heard(action: Action): void {
    const isNews = action.kind === "message" || action.kind === "change" ||
      action.kind === "connection";
    const server = isNews ? serverOf(this.#state, action.serverId) : undefined;
    if (!isNews || server === undefined) return;
    this.#extensions.heard(action, server);
    if (action.kind === "message") this.#logs.message(action.message, server);
    else if (action.kind === "change") this.#logs.change(action.event, server);
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case "answered":
        this.#questions.answered(effect.ticket, effect.text);
        break;
      case "keep-notify":
        void this.#keeping.keepNotify(effect);
        break;
      case "notify":
      case "copy":
      case "open-link":
      case "load-emoji":
      case "look-at-paste":
      case "complete-path":
        performHere(effect, {
          terminal: this.#terminal,
          dispatch: (action) => this.#dispatch(action),
          linkProgram: this.#config.links.program,
        });
        break;
      case "form":
        this.#servers.performForm(effect).catch((error) =>
          this.#dispatch({ kind: "form", event: { kind: "failed", message: describe(error) } })
        );
        break;
      case "match":
        this.#patterns.find(effect);
        break;
      case "check-words":
      case "suggest-words":
        void this.#spelling.perform(effect);
        break;
      case "react":
        void reactionMeant(effect, loadEmoji).then((meant) => this.#servers.perform(meant));
        break;
      case "leave":
        this.#left.resolve(effect.goodbye);
        break;
      default:
        this.#servers.perform(effect);
    }
  }

  #tick(): void {
    this.#cancelTick = systemClock.setTimer(TICK_MS, () => {
      this.#dispatch({ kind: "tick" });
      this.#tick();
    });
  }

  async #loadTexts(): Promise<void> {
    try {
      await this.#keeping.load();
      for (const session of this.#servers.sessions) {
        const address = this.#servers.addressOf(session.id);
        if (session.username !== "" && address !== undefined) this.#entered(session, address);
      }
    } catch (error) {
      this.#dispatch({ kind: "hint", text: describe(error) });
    }
  }

  /** Says what has waited for a server, and puts back what was being written there. */
  #entered(session: ServerSession, address: string): void {
    if (!this.#hasEntered) void this.#extensions.configure(this.#config.extensions);
    this.#hasEntered = true;
    this.#keeping.saveSoon();
    const lines = this.#problems;
    this.#problems = [];
    if (lines.length > 0) {
      this.#dispatch({ kind: "lines", serverId: session.id, lines, tone: "warning" });
    }
    this.#keeping.putBack(session.id, address);
  }
}
