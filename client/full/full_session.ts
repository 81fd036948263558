/** Runs the full screen: holds the state, carries out what it wants, and ends when nobody is left. */
import { printable } from "../../protocol/text/printable.ts";
import { systemClock, within } from "../base/clock.ts";
import { hintOf } from "../base/environment.ts";
import { EXIT, type ExitCode } from "../base/failure.ts";
import { say } from "../base/say.ts";
import { Mistake } from "../commands/parts/mistake.ts";
import type { Goodbye } from "../commands/parts/context.ts";
import type { Config } from "../config/config.ts";
import { type FoundConfig, readConfig } from "../config/config_file.ts";
import { ConfigKeeper } from "../config/config_keeper.ts";
import { logMode } from "../config/log_mode.ts";
import { logFolder } from "../logs/log_folder.ts";
import { RoomLogs } from "../logs/room_logs.ts";
import { type ModesByPlace, NotifyModes } from "../config/notify_modes.ts";
import { isPathExpected, pathChoices } from "../files/complete_path.ts";
import type { LocalFiles } from "../files/local_files.ts";
import { transfersText } from "../files/transfer_text.ts";
import { isGoing } from "../transfer/transfer.ts";
import { offerFor } from "../files/offer.ts";
import { openLink } from "../files/open_link.ts";
import { pathRoots, startFiles } from "../files/start_files.ts";
import type { SecuredAddress } from "../net/address.ts";
import type { StreamTarget } from "../net/open_stream.ts";
import { serverCalled } from "../config/server_names.ts";
import { pictureDrawer } from "./draw_picture.ts";
import { PatternSearch } from "../patterns/pattern_search.ts";
import { Speller } from "../spelling/speller.ts";
import { ScreenSpelling } from "./screen_spelling.ts";
import { ScreenExtensions } from "./screen_extensions.ts";
import { PatternFinder } from "./pattern_finder.ts";
import { PictureDecoder, type StartWorker } from "../pictures/picture_decoder.ts";
import { previewMaker } from "../pictures/preview_of_file.ts";
import { colourDepth } from "../theme/colour_depth.ts";
import { nickCount } from "../theme/theme.ts";
import { Keymap } from "../keys/keymap.ts";
import { ResumeTokens } from "../login/resume_tokens.ts";
import { ServerList } from "../login/server_list.ts";
import { terminalSize } from "../terminal/terminal_size.ts";
import { loadEmoji } from "../text/load_emoji.ts";
import { describe } from "../wording/describe.ts";
import { highlightPattern } from "../wording/highlights.ts";
import { placeKey } from "../wording/place.ts";
import { draftsIn, isDraftOf, takeDrafts } from "./drafts.ts";
import { FullTerminal } from "./full_terminal.ts";
import { type KeptScreen, screenIn, ScreenStore } from "./kept_screen.ts";
import { openServersIn, openServersWritten } from "./open_servers.ts";
import { type KeptTexts, TextStore } from "./kept_texts.ts";
import { reduce } from "./reduce/reduce.ts";
import type { ServerSession } from "./server_session.ts";
import { type FirstServer, type LinkTo, Servers } from "./servers.ts";
import type { Action, Effect } from "./state/action.ts";
import { serverOf } from "./state/buffers.ts";
import { firstState } from "./state/first_state.ts";
import { windowsIn } from "./state/windows.ts";
import type { Settings, State } from "./state/state.ts";

/** So often what time brings is looked at: who has stopped typing, when the next attempt comes. */
const TICK_MS = 1_000;
/** So long the end waits for logs. */
const LAST_LOGS_LIMIT_MS = 1_000;
/** What is written is kept for the next run this long after a key. */
const SAVE_PAUSE_MS = 300;

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

/**
 * Takes the terminal and talks until the person leaves; returns the exit code.
 *
 * @throws {ClientFailure} when the first server cannot be connected to, and at the end when no
 * server lets the person in.
 */
export async function runFullScreen(options: FullScreenOptions): Promise<ExitCode> {
  const found = await readConfig(options.folder);
  const modes = new NotifyModes(options.remembers ? options.folder : undefined);
  const screens = new ScreenStore(options.remembers ? options.folder : undefined);
  const [kept, screen] = await Promise.all([modes.all(), screens.load()]);
  const session = new FullSession(options, { found, modes, kept, screens, screen });
  try {
    return await session.run(found.problems);
  } finally {
    await session.close();
    if (session.lastWord !== undefined) say(session.lastWord);
  }
}

/** One run of the client. */
class FullSession {
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
  readonly #texts: TextStore;
  readonly #modes: NotifyModes;
  readonly #screens: ScreenStore;
  /** What was kept from the last run, until the server is entered that it belongs to. */
  #kept: Map<string, string> = new Map();
  /** Commands that wait for an answer, by their tickets. */
  readonly #asking = new Map<number, (text: string | undefined) => void>();
  readonly #left = Promise.withResolvers<Goodbye>();
  /** Resolves when there is something to type into. */
  readonly #formOpen = Promise.withResolvers<void>();
  /** What in the config file cannot be taken, until there is a server to say it in. */
  #problems: readonly string[] = [];
  readonly #isPathExpected = (before: string) => isPathExpected(before, pathRoots());
  #state: State;
  /** What is to be said when the screen is gone. */
  lastWord: string | undefined;
  /** Whether there is a server in which something can be said. */
  #hasEntered = false;
  #nextQuestion = 1;
  /** The servers that were open when the client was left last, as they are kept. */
  readonly #openBefore: string;
  #cancelSave: (() => void) | undefined;
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
    this.#modes = modes;
    this.#screens = screens;
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
    this.#texts = new TextStore(remembered, () => this.#config.aliases);
    const first = { size: terminalSize(), nowMs: Date.now(), settings: settingsOf(found, kept) };
    const { choices, open, windows } = screen;
    this.#openBefore = open;
    this.#state = { ...firstState(first), choices, windows: windowsIn(windows) };
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
      ask: (prompt, askOptions) => this.#ask(prompt, askOptions?.isSecret ?? false),
      entered: (session, address) => this.#entered(session, address),
      dropped: (id) => this.#keepDraftsOf(id),
      lastLeft: (goodbye, lastWord) => {
        this.lastWord = lastWord;
        this.#left.resolve(goodbye);
      },
      startFiles: (address, { standing, ...login }) => {
        const files: LocalFiles = startFiles({
          ...login,
          stream: options.streamTo(address),
          folder: remembered,
          downloads: () => Promise.resolve(this.#config.files.downloads),
          previewOf: previewMaker(decoder),
          show: (bytes, name) => this.#viewImage(bytes, name),
          changed: () => {
            const all = files.transfers.all;
            standing(transfersText(all), all.filter(isGoing).length);
          },
        });
        return files;
      },
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
      beforeEnd: () => this.#texts.saveNow(this.#textsNow()),
    });
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
    this.#cancelSave?.();
    const { failure } = this.#servers;
    await this.#servers.leaveAll(goodbye);
    await this.#save();
    // The reason stood on the screen, which is gone now.
    if (failure !== undefined) throw failure;
    return EXIT.fine;
  }

  async close(): Promise<void> {
    this.#cancelSave?.();
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
      this.#saveSoon();
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
    this.#terminal.draw();
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
    const settings = settingsOf({ config, ...found }, kept);
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
        this.#asking.get(effect.ticket)?.(effect.text);
        this.#asking.delete(effect.ticket);
        break;
      case "notify":
        this.#terminal.notify(effect.notification);
        break;
      case "keep-notify":
        void this.#keepNotify(effect);
        break;
      case "copy":
        if (!this.#terminal.copy(effect.text)) {
          this.#dispatch({ kind: "hint", text: "It is too long to be copied" });
        }
        break;
      case "open-link":
        void openLink(effect.link, this.#config.links.program).catch((error) => {
          this.#terminal.copy(effect.link);
          this.#dispatch({ kind: "hint", text: `Copied instead: ${printable(describe(error))}` });
        });
        break;
      case "load-emoji":
        void loadEmoji().then((table) =>
          this.#dispatch({ kind: "emoji-loaded", names: Object.keys(table) })
        );
        break;
      case "look-at-paste":
        void offerFor(effect.text, pathRoots()).then((offer) => {
          if (offer !== undefined) {
            this.#dispatch({ kind: "paste-seen", text: effect.text, ...offer });
          }
        });
        break;
      case "complete-path":
        void pathChoices(effect.before, pathRoots()).then((found) =>
          this.#dispatch({ kind: "paths-found", before: effect.before, by: effect.by, ...found })
        );
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
      case "leave":
        this.#left.resolve(effect.goodbye);
        break;
      default:
        this.#servers.perform(effect);
    }
  }

  async #viewImage(bytes: Uint8Array, name: string): Promise<void> {
    const { pictureForm: form, viewPixels: most } = this.#terminal;
    if (form === undefined && !this.#state.settings.hasPictures) {
      throw new Mistake("No pictures are drawn here; /open opens it");
    }
    const found = await this.#decoder.decode({ bytes, most, form, withPreview: false });
    if (found === undefined) throw new Mistake("It cannot be drawn here; /open opens it");
    this.#terminal.view(found, name);
  }

  #ask(prompt: string, isSecret: boolean): Promise<string | undefined> {
    const ticket = this.#nextQuestion++;
    return new Promise((resolve) => {
      this.#asking.set(ticket, resolve);
      this.#dispatch({ kind: "ask", serverId: "", ticket, prompt, isSecret });
    });
  }

  #tick(): void {
    this.#cancelTick = systemClock.setTimer(TICK_MS, () => {
      this.#dispatch({ kind: "tick" });
      this.#tick();
    });
  }

  async #loadTexts(): Promise<void> {
    try {
      const { drafts, sent } = await this.#texts.load();
      this.#kept = new Map(drafts);
      this.#dispatch({ kind: "sent-texts", texts: this.#config.keepInputHistory ? sent : [] });
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
    this.#saveSoon();
    const lines = this.#problems;
    this.#problems = [];
    if (lines.length > 0) {
      this.#dispatch({ kind: "lines", serverId: session.id, lines, tone: "warning" });
    }
    const { id: serverId } = session;
    const drafts = takeDrafts(this.#kept, { address, serverId, state: this.#state });
    if (drafts.length > 0) this.#dispatch({ kind: "drafts", serverId, drafts });
  }

  /** What is being written at a server that goes is there again when it is entered again. */
  #keepDraftsOf(id: string): void {
    const address = this.#servers.addressOf(id);
    for (const [name, text] of this.#textsNow().drafts) {
      if (address !== undefined && isDraftOf(name, address)) this.#kept.set(name, text);
    }
  }

  #saveSoon(): void {
    this.#cancelSave ??= systemClock.setTimer(SAVE_PAUSE_MS, () => {
      this.#cancelSave = undefined;
      void this.#save();
    });
  }

  async #keepNotify(
    { address, mode, place }: Extract<Effect, { kind: "keep-notify" }>,
  ): Promise<void> {
    try {
      await this.#modes.set(address, { name: placeKey(place), mode });
    } catch (error) {
      this.#dispatch({ kind: "hint", text: `It holds for this run only: ${describe(error)}` });
    }
  }

  async #save(): Promise<void> {
    try {
      await this.#texts.save(this.#textsNow());
    } catch (error) {
      this.#dispatch({ kind: "hint", text: `What you write cannot be kept: ${describe(error)}` });
    }
    try {
      // Whoever gets in nowhere finds what was open before.
      const open = this.#hasEntered
        ? openServersWritten(this.#servers.open, this.#options.isEncrypted)
        : this.#openBefore;
      await this.#screens.save(screenIn(this.#state, open));
    } catch (error) {
      this.#dispatch({ kind: "hint", text: `It holds for this run only: ${describe(error)}` });
    }
  }

  /** What stands on the lines, and what was not sent from them, as it is kept. */
  #textsNow(): KeptTexts {
    const drafts = new Map([...this.#kept, ...draftsIn(this.#state)]);
    const sent = this.#config.keepInputHistory ? this.#state.sentTexts : [];
    return { drafts, sent };
  }
}

function settingsOf(
  { config, themeFile }: Pick<FoundConfig, "config" | "themeFile">,
  kept: ModesByPlace,
): Settings {
  const { aliases, files, hideMuted, mouse, namesColumns, notifications } = config;
  const { spelling, timeFormat, traffic, typing } = config;
  const hasSpelling = spelling.language !== "" || Object.keys(spelling.rooms).length > 0;
  const nicks = config.nicks.length > 0 ? config.nicks : themeFile?.nicks ?? [];
  return {
    notify: notifications.mode,
    notifyByPlace: { ...notifications.rooms, ...kept },
    highlights: highlightPattern(notifications.words),
    aliases,
    timeFormat,
    namesColumns,
    ...(hasSpelling ? { spelling } : {}),
    nickCount: nickCount(nicks, colourDepth(hintOf)),
    hasMouse: mouse,
    traffic,
    showsTyping: typing.show,
    tellsTyping: typing.tell,
    hidesMuted: hideMuted,
    hasPictures: files.pictures !== "none" && colourDepth(hintOf) >= 256,
  };
}
