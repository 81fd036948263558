/** The terminal as the full screen uses it: frames, title, bell and clipboard out, keys in. */
import { printable } from "../../protocol/text/printable.ts";
import type { Pixels } from "../pictures/pixels.ts";
import { type Clock, within } from "../base/clock.ts";
import type { BaseTheme, Config } from "../config/config.ts";
import type { FoundConfig } from "../config/config_file.ts";
import { isUtf8, outputFor } from "../terminal/charset.ts";
import type { Key } from "../terminal/input/key.ts";
import { Terminal } from "../terminal/terminal.ts";
import { terminalSize } from "../terminal/terminal_size.ts";
import { loadTextWidth, textWidth } from "../text/text_width.ts";
import { colourDepth } from "../theme/colour_depth.ts";
import { makeTheme } from "../theme/theme.ts";
import { FrameTimes } from "./frame/frame_times.ts";
import { FrameWriter } from "./frame/frame_writer.ts";
import {
  type Background,
  BACKGROUND_QUERY,
  likelyBackground,
  parseBackground,
} from "./sequences/background.ts";
import { copySequence } from "./sequences/clipboard.ts";
import { supportsLinks } from "./sequences/link_support.ts";
import { clearingOf, drawingOf, formFor } from "./sequences/graphics.ts";
import { FOCUS_OFF, FOCUS_ON } from "./sequences/notification_sequences.ts";
import { type Notification, titleText } from "./sequences/notifications.ts";
import { Notifier } from "./sequences/notifier.ts";
import { ENTER_SCREEN, LEAVE_SCREEN, MOUSE_OFF, MOUSE_ON } from "./sequences/screen_mode.ts";
import type { Pointing } from "./state/pointing.ts";
import type { Scrolling } from "./state/scrolling.ts";
import type { Size, State } from "./state/state.ts";
import { titleFacts } from "./state/title.ts";
import { USUAL_CELL } from "../pictures/half_blocks.ts";
import type { GraphicsPowers } from "../theme/drawing.ts";
import { TerminalGraphics } from "./graphics_powers.ts";
import { ScreenView } from "./view/view.ts";

/** So many pieces wait for the terminal at the most; bells and messages beyond that are left out. */
const MAX_WAITING = 16;

/** So long the end waits for the last frame. */
const LAST_WRITE_LIMIT_MS = 500;

/** What it works with. */
export interface FullTerminalOptions {
  found: Pick<FoundConfig, "config" | "themeFile">;
  clock: Clock;
  environment: (name: string) => string | undefined;
  /** What is to be shown now. */
  state: () => State;
  /** The size has changed, or the looks: the state has to know before the next frame. */
  resized: (size: Size) => void;
  /** Images are drawn with graphics of the terminal from now on. */
  draws: (powers: GraphicsPowers) => void;
  /** The program ends, whatever the reason: the last moment to keep something. */
  beforeEnd: () => void;
}

/** Takes the terminal when it is made, and gives it back on every way out. */
export class FullTerminal {
  readonly #options: FullTerminalOptions;
  readonly #terminal: Terminal;
  readonly #writer: FrameWriter;
  readonly #notifier: Notifier;
  readonly #encode: (text: string) => string;
  #config: Config;
  #themeFile: FoundConfig["themeFile"];
  #view: ScreenView;
  #background: Background;
  /** What the terminal has said its background is. */
  #said: Background | undefined;
  /** What is written goes out piece by piece; nobody waits for it but the next piece. */
  #written: Promise<void> = Promise.resolve();
  #waiting = 0;
  readonly #frames: FrameTimes;
  #isClosed = false;
  /** Whether widths are known, not guessed; see `text_width.ts`. */
  #isExact = false;
  readonly #graphics: TerminalGraphics;
  #powers: GraphicsPowers | undefined;
  /** Whether the terminal was asked to report the mouse. */
  #hasMouse = false;
  /** Whether it may have forgotten that. */
  #isMouseLost = false;
  /** An image is shown instead of the frames, until a key is pressed. */
  #isViewing = false;

  constructor(options: FullTerminalOptions) {
    const { clock, environment, found: { config, themeFile } } = options;
    this.#options = options;
    this.#config = config;
    this.#themeFile = themeFile;
    this.#encode = outputFor(environment);
    this.#graphics = new TerminalGraphics({
      environment,
      isWanted: config.files.pictures === "auto",
      size: terminalSize,
    });
    this.#background = this.#wantedBackground();
    this.#view = this.#makeView();
    this.#notifier = new Notifier({
      write: (sequences) => {
        // A terminal that takes nothing is not to ring for each message later on.
        if (this.#waiting < MAX_WAITING) void this.#write(sequences);
      },
      ways: config.notifications,
      environment,
      nowMs: () => clock.nowMs(),
    });
    this.#frames = new FrameTimes(clock, () => this.#drawNow());
    this.#writer = new FrameWriter({
      write: (output) => this.#write(output),
      clock,
      cellsOf: (text) => this.#view.cellsOf(text),
      clearImages: () => clearingOf(this.#graphics.graphics),
    });
    this.#terminal = new Terminal(Deno.stdout, {
      beforeEnd: () => {
        options.beforeEnd();
        this.#stopDrawing();
      },
      beforeStop: () => this.#writer.pause(),
      redraw: () => {
        this.#isMouseLost = true;
        this.resized();
        this.#writer.resume();
      },
      enter: ENTER_SCREEN + FOCUS_ON + (this.#base === "auto" ? BACKGROUND_QUERY : "") +
        this.#graphics.query,
      leave: () =>
        (this.#hasMouse ? MOUSE_OFF : "") + FOCUS_OFF + this.#notifier.restoring() +
        clearingOf(this.#graphics.graphics) + LEAVE_SCREEN,
      hasWheel: true,
    });
    this.#terminal.onResize(() => this.resized());
  }

  /** The config file was changed: everything looks and tells as it says now. */
  configure({ config, themeFile }: Pick<FoundConfig, "config" | "themeFile">): void {
    this.#config = config;
    this.#themeFile = themeFile;
    const couldDraw = this.#graphics.isWanted;
    this.#graphics.isWanted = config.files.pictures === "auto";
    if (!couldDraw && this.#waiting < MAX_WAITING) void this.#write(this.#graphics.query);
    this.#notifier.ways = config.notifications;
    this.#background = this.#wantedBackground();
    if (this.#base === "auto" && this.#said === undefined && this.#waiting < MAX_WAITING) {
      void this.#write(BACKGROUND_QUERY);
    }
    this.#lookAnew();
  }

  /** How many rows things take, with the looks at the moment. */
  get scrolling(): Scrolling {
    return this.#view.scrolling;
  }

  /** What is where on the screen, with the looks at the moment. */
  get pointing(): Pointing {
    return this.#view.pointing;
  }

  /** The next key; `undefined` when the terminal is gone. Keys for the looks are dealt with here. */
  async nextKey(): Promise<Key | undefined> {
    for (;;) {
      const key = await this.#terminal.nextKey();
      if (key?.name === "background") {
        this.#setBackground(parseBackground(key.text) ?? this.#background);
      } else if (key !== undefined && this.#graphics.take(key)) this.#drawWithGraphics();
      else if (key !== undefined && this.#isViewing) this.#endView(key);
      else return key;
    }
  }

  /** As what an image is to be encoded that is viewed; `undefined`: its pixels are enough. */
  get pictureForm(): "png" | "sixel" | undefined {
    const { graphics } = this.#graphics;
    return graphics && formFor(graphics);
  }

  /** Most pixels of an image that is viewed. */
  get viewPixels(): { width: number; height: number } {
    const { columns, rows } = terminalSize();
    const { graphics, powers: { cell } = { cell: USUAL_CELL } } = this.#graphics;
    return graphics === undefined
      ? { width: columns, height: Math.max(1, rows - 1) * 2 }
      : { width: columns * cell.width, height: Math.max(1, rows - 1) * cell.height };
  }

  /** How images are drawn between rows of text; `undefined`: with characters. */
  get graphicsPowers(): GraphicsPowers | undefined {
    return this.#graphics.powers;
  }

  /** Shows an image in the whole window until a key is pressed. */
  view({ encoded, pixels }: { pixels: Pixels; encoded: string | undefined }, name: string): void {
    const { columns, rows } = terminalSize();
    const graphics = encoded === undefined ? undefined : this.#graphics.graphics;
    const cell = graphics === undefined
      ? { width: 1, height: 2 }
      : this.#graphics.powers?.cell ?? USUAL_CELL;
    const size = {
      columns: Math.max(1, Math.min(columns, Math.ceil(pixels.width / cell.width))),
      rows: Math.max(1, Math.min(rows - 1, Math.ceil(pixels.height / cell.height))),
    };
    const drawn = graphics === undefined || encoded === undefined
      ? this.#view.blocks(pixels, size)
      : drawingOf(encoded, graphics, size);
    const foot = Array.from(`${printable(name)} · any key goes back`).slice(0, columns - 1).join(
      "",
    );
    this.#writer.pause();
    this.#isViewing = true;
    const clear = `\x1b[0m\x1b[2J${clearingOf(graphics)}\x1b[?25l\x1b[H`;
    void this.#write(`${clear}${drawn}\x1b[0m\x1b[${rows};1H${foot}`);
  }

  #endView({ name }: Key): void {
    if (name === "focus-in" || name === "focus-out") return;
    this.#isViewing = false;
    void this.#write(clearingOf(this.#graphics.graphics));
    this.#writer.resume();
  }

  /** Tells when images are drawn otherwise than before. */
  #drawWithGraphics(): void {
    const { powers } = this.#graphics;
    const { cell, graphics } = this.#powers ?? {};
    const isSame = powers?.graphics === graphics && powers?.cell.width === cell?.width &&
      powers?.cell.height === cell?.height;
    if (isSame || powers === undefined) return;
    this.#powers = powers;
    this.#options.draws(powers);
  }

  /** The size may be another one. */
  resized(): void {
    this.#options.resized(terminalSize());
    this.#writer.reset();
    const query = this.#graphics.sizeQuery;
    if (query !== "" && this.#waiting < MAX_WAITING) void this.#write(query);
  }

  /** Draws soon, once for all that happens until then; sooner for what somebody has done here. */
  draw({ isTyped = false }: { isTyped?: boolean } = {}): void {
    if (!this.#isClosed) this.#frames.soon(isTyped);
  }

  /** Tells about a message that somebody may not see. */
  notify(notification: Notification): void {
    this.#notifier.notify(notification);
  }

  /** Copies a text; returns whether that could be tried. */
  copy(text: string): boolean {
    const sequence = copySequence(text, this.#options.environment);
    if (sequence !== undefined) void this.#write(sequence);
    return sequence !== undefined;
  }

  /** Gives the terminal back, after what is being written; may be called more than once. */
  async close(): Promise<void> {
    this.#stopDrawing();
    // A terminal that takes nothing any more is not waited for.
    await within(this.#options.clock, LAST_WRITE_LIMIT_MS, this.#written);
    this.#terminal.close();
  }

  #stopDrawing(): void {
    this.#isClosed = true;
    this.#frames.close();
    this.#writer.close();
  }

  #drawNow(): void {
    if (this.#isClosed) return;
    const state = this.#options.state();
    this.#writer.draw(this.#view.frame(state, state.size));
    // Where there is nothing but text, the terminal selects it.
    this.#setMouse(state.settings.hasMouse === true && !state.isBare);
    // Behind a frame that is stuck no further titles wait: a later frame brings the one of then.
    if (this.#waiting <= 1) this.#notifier.setTitle(titleText(titleFacts(state)));
    if (!this.#isExact) void this.#becomeExact();
  }

  /** With the first frame out there is time for the widths of characters that few frames have. */
  async #becomeExact(): Promise<void> {
    this.#isExact = true;
    if (await loadTextWidth() && !this.#isClosed) this.#lookAnew();
  }

  #setMouse(isWanted: boolean): void {
    const isAsIs = isWanted === this.#hasMouse && !(isWanted && this.#isMouseLost);
    if (isAsIs || this.#waiting >= MAX_WAITING) return;
    this.#hasMouse = isWanted;
    this.#isMouseLost = false;
    void this.#write(isWanted ? MOUSE_ON : MOUSE_OFF);
  }

  #setBackground(background: Background): void {
    this.#said = background;
    if (this.#base !== "auto" || background === this.#background) return;
    this.#background = background;
    this.#lookAnew();
  }

  #lookAnew(): void {
    this.#view = this.#makeView();
    this.#writer.reset();
    this.draw();
  }

  /** The theme without a file on which the looks stand. */
  get #base(): BaseTheme {
    const { theme } = this.#config;
    return this.#themeFile?.base ?? (theme === "dark" || theme === "light" ? theme : "auto");
  }

  #wantedBackground(): Background {
    const base = this.#base;
    return base === "auto" ? this.#said ?? likelyBackground(this.#options.environment) : base;
  }

  #makeView(): ScreenView {
    const { environment } = this.#options;
    const { colours, files, nicks } = this.#config;
    const file = this.#themeFile;
    const depth = colourDepth(environment);
    const theme = makeTheme({
      name: this.#background,
      colours: { ...file?.colours, ...colours },
      nicks: nicks.length > 0 ? nicks : file?.nicks ?? [],
    }, depth);
    return new ScreenView({
      theme,
      widthOf: textWidth,
      hasLinks: supportsLinks(environment),
      pictureDepth: files.pictures === "none" || !isUtf8(environment) ? undefined : depth,
    });
  }

  /** Resolves when the terminal has taken it. A terminal that is gone takes everything. */
  #write(text: string): Promise<void> {
    this.#waiting++;
    this.#written = this.#written.then(async () => {
      if (this.#isClosed) return;
      const bytes = new TextEncoder().encode(this.#encode(text));
      for (let written = 0; written < bytes.length;) {
        written += await Deno.stdout.write(bytes.subarray(written));
      }
    }).catch(() => {}) // the end of the input, or SIGHUP, says so as well
      .then(() => {
        this.#waiting--;
      });
    return this.#written;
  }
}
