/** Draws the whole screen: the state becomes a frame. */
import { authorText } from "../../wording/message_text.ts";
import { EMPTY_LINE } from "../../terminal/line_editor.ts";
import type { WidthOf } from "../../text/wrap.ts";
import { blank, joined, PLAIN, type Row, rowWidth } from "../../theme/styled.ts";
import type { ColourDepth } from "../../theme/colour_depth.ts";
import type { Theme } from "../../theme/theme.ts";
import { formLines } from "../form/login_form_lines.ts";
import type { CursorPosition, Frame, Size } from "../frame/frame.ts";
import type { Painting } from "../frame/painting.ts";
import type { CellsOf } from "../frame/row_output.ts";
import { Typesetter } from "../frame/typesetter.ts";
import type { EntryLook } from "../messages/entry_layout.ts";
import { halfBlocks } from "../../pictures/half_blocks.ts";
import type { Pixels } from "../../pictures/pixels.ts";
import { MessagePane, type Pane } from "../messages/message_pane.ts";
import { targetOf } from "../state/target.ts";
import { activeBuffer, serverOf } from "../state/buffers.ts";
import { misspelt } from "../state/spelling.ts";
import type { LoginOverlay } from "../state/overlay.ts";
import type { CellPosition } from "../../terminal/input/key.ts";
import { trafficShown } from "../state/place_choices.ts";
import type { Pointed, Pointing } from "../state/pointing.ts";
import type { Scrolling } from "../state/scrolling.ts";
import type { Buffer, State } from "../state/state.ts";
import type { Area } from "../windows/areas.ts";
import { bufferIn } from "../state/windows.ts";
import { type Input, inputRows, inputWindow, replyRows } from "./input_rows.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { type DrawnOverlay, listRows, questionRows } from "./list_overlay.ts";
import { loginRows } from "./login_rows.ts";
import { peopleRows } from "./people_list.ts";
import { peopleShown, pointedIn, sideBy } from "./pointed.ts";
import { promptText } from "./prompt.ts";
import { bufferName, roomListRows } from "./room_list.ts";
import { bodyOf, titleRow, windowAreas, windowRows } from "./window_rows.ts";
import { footRow, moreBelow, statusRow, topicRow } from "./status_line.ts";

/** What a view draws with. */
export interface ScreenViewOptions {
  theme: Theme;
  /** How many columns the terminal shows a text in. */
  widthOf: WidthOf;
  /** Whether the terminal knows links (OSC 8). @default false */
  hasLinks?: boolean;
  /** How many colours pictures have. @default none are drawn */
  pictureDepth?: ColourDepth | undefined;
}

/** Below this there is no name before what is typed. */
const MIN_COLUMNS_WITH_NAME = 40;

/** Everything that is on the screen and depends on how much is typed. */
interface Plan {
  readonly layout: Layout;
  readonly input: Input;
  readonly question: readonly Row[];
}

/** Draws frames; the same state and size always give the same, whatever is remembered meanwhile. */
export class ScreenView {
  /** What the reducer asks about rows. */
  readonly scrolling: Scrolling;
  /** What the reducer asks about the mouse. */
  readonly pointing: Pointing;
  /** Takes texts apart as the frames do. */
  readonly cellsOf: CellsOf;
  readonly #painting: Painting;
  readonly #pane: MessagePane;

  constructor({ hasLinks = false, pictureDepth, theme, widthOf }: ScreenViewOptions) {
    const typesetter = new Typesetter(widthOf);
    this.#painting = { typesetter, theme, hasLinks, pictureDepth };
    this.#pane = new MessagePane(this.#painting);
    this.cellsOf = (text) => typesetter.cells(text);
    const pane = this.#pane;
    this.scrolling = {
      scrollBy: (state, rows) => this.#asked(state, (of) => pane.scrollBy(of, rows)) ?? NOWHERE,
      scrollTo: (state, position) =>
        this.#asked(state, (of) => pane.scrollTo(of, position)) ?? NOWHERE.scroll,
      isVisible: (state, position) =>
        this.#asked(state, (of) => pane.isVisible(of, position)) ?? false,
      pageRows: (state) => this.#focused(state, this.#plan(state, state.size).layout).rows,
      messageColumns: (state) => this.#focused(state, this.#plan(state, state.size).layout).columns,
    };
    this.pointing = {
      windowAreas: (state) => windowAreas(state, this.#plan(state, state.size).layout),
      pointed: (state, at) => this.#pointed(state, at),
      sideBy: (state, side, rows) =>
        sideBy(state, this.#plan(state, state.size).layout, side, rows),
    };
  }

  /** What draws an image with characters, from the upper left corner on. */
  blocks(image: Pixels, size: { columns: number; rows: number }): string {
    const depth = this.#painting.pictureDepth ?? 0;
    return halfBlocks(image, { ...size, depth }).map((row, index) =>
      `\x1b[${index + 1};1H${
        row.map(({ style, text }) => `\x1b[0;${style.codes}m${text}`).join("")
      }`
    ).join("");
  }

  /** The screen for a terminal of any size. */
  frame(state: State, size: Size): Frame {
    if (state.overlay?.kind === "login") return this.#login(state, state.overlay, size);
    const plan = this.#plan(state, size);
    const { layout } = plan;
    if (state.isBare && state.overlay === undefined) return this.#bare(state, layout);
    const middle = this.#middle(state, layout);
    const content = [
      ...this.#withSides(state, layout, middle.rows),
      ...(layout.statusRows > 0 ? [statusRow(state, layout.columns, this.#painting)] : []),
      // What is asked matters more than what it is asked about.
      ...plan.question.slice(plan.question.length - layout.questionRows),
    ];
    const input = inputWindow(
      plan.input,
      { columns: layout.columns, count: layout.inputRows },
      this.#painting,
    );
    const left = layout.roomsColumns > 0 ? layout.roomsColumns + 1 : 0;
    const inMiddle = middle.cursor && {
      row: middle.cursor.row + layout.topicRows,
      column: middle.cursor.column + left,
    };
    const inInput = layout.inputRows === 0
      ? undefined
      : { row: content.length + input.cursor.row, column: input.cursor.column };
    return this.#framed(
      [...content, ...(layout.inputRows > 0 ? input.rows : [])],
      size,
      state.overlay?.kind === "list" ? inMiddle : inInput,
    );
  }

  #bare(state: State, layout: Layout): Frame {
    const size = { columns: layout.columns, rows: layout.rows };
    const frame = this.#framed(this.#messages(state, layout, size), layout);
    const goingOn = frame.content.flatMap((row, index) => this.#pane.goesOn(row) ? [index] : []);
    return { ...frame, goingOn: new Set(goingOn) };
  }

  #login(state: State, { form }: LoginOverlay, size: Size): Frame {
    const { columns, rows } = size;
    const hasStatus = rows >= 6;
    const { cursor, rows: drawn } = loginRows(
      formLines(form),
      { columns, rows: rows - (hasStatus ? 1 : 0) },
      this.#painting,
    );
    const status = hasStatus ? [statusRow(state, columns, this.#painting)] : [];
    return this.#framed([...drawn, ...status], size, cursor);
  }

  /** Whatever was drawn: exactly as many rows and columns as the terminal has. */
  #framed(rows: readonly Row[], { columns, rows: count }: Size, cursor?: CursorPosition): Frame {
    const content = Array.from(
      { length: count },
      (_, index) => this.#painting.typesetter.fit(rows[index] ?? [], columns),
    );
    const isInside = cursor !== undefined && cursor.row < count && cursor.column < columns;
    return { columns, rows: count, content, ...(isInside ? { cursor } : {}) };
  }

  #plan(state: State, size: Size): Plan {
    const { overlay } = state;
    const buffer = activeBuffer(state);
    const { styles } = this.#painting.theme;
    const isQuestion = overlay?.kind === "question";
    const draft = isQuestion ? overlay.line : buffer?.draft.line ?? EMPTY_LINE;
    const name = usernameOf(state, buffer);
    const prompt = isQuestion ? overlay.prompt : promptText(state, buffer, {
      name: size.columns < MIN_COLUMNS_WITH_NAME ? "" : name,
      columns: size.columns,
      to: buffer && writtenTo(state, buffer),
    });
    const input = inputRows({
      line: draft,
      prompt,
      columns: size.columns,
      style: PLAIN,
      promptStyle: styles.prompt,
      isSecret: isQuestion && overlay.isSecret,
      marks: isQuestion ? [] : misspelt(state),
      markStyle: styles.misspelt,
    }, this.#painting);
    const question = isQuestion
      ? questionRows(overlay, size.columns, this.#painting)
      : replyRows(buffer?.draft, size.columns, this.#painting);
    const layout = layoutOf(size, {
      inputRows: input.rows.length,
      questionRows: question.length,
      // What asks has to be seen.
      isBare: state.isBare && overlay === undefined,
      isWide: overlay?.kind === "list",
    });
    return { layout, input, question };
  }

  #middle(state: State, layout: Layout): DrawnOverlay {
    const { bodyRows, footRows, middleColumns, topicRows } = layout;
    const painting = this.#painting;
    const areas = windowAreas(state, layout);
    if (areas.size > 1) {
      const windows = windowRows(areas, {
        size: { columns: middleColumns, rows: topicRows + bodyRows },
        painting,
        draw: (id, area) => this.#window(state, layout, { id, area }),
      });
      const foot = footRows > 0 ? [footRow(state, middleColumns, painting)] : [];
      return { rows: [...windows, ...foot] };
    }
    const size = { columns: middleColumns, rows: bodyRows };
    const body = state.overlay?.kind === "list"
      ? listRows(state.overlay, size, painting)
      : { rows: this.#messages(state, layout, size) };
    return {
      ...body,
      rows: [
        ...(topicRows > 0 ? [topicRow(state, middleColumns, painting)] : []),
        ...body.rows,
        ...(footRows > 0 ? [footRow(state, middleColumns, painting)] : []),
      ],
    };
  }

  /** A window of several: its title, and its messages below that. */
  #window(state: State, layout: Layout, { area, id }: { id: number; area: Area }): Row[] {
    const { windows } = state;
    const isFocused = windows?.focused === id;
    const buffer = isFocused ? activeBuffer(state) : bufferIn(state, id);
    const name = windows?.others.get(id)?.name ?? "";
    const title = titleRow(
      state,
      { buffer, name, isFocused, columns: area.columns },
      this.#painting,
    );
    const size = bodyOf(area);
    if (isFocused) return [title, ...this.#messages(state, layout, size)];
    const rows = buffer === undefined
      ? Array.from({ length: size.rows }, () => [blank(size.columns)])
      : this.#pane.visible(paneOf(state, buffer, size));
    return [title, ...rows];
  }

  #messages(state: State, layout: Layout, size: Size): Row[] {
    const buffer = activeBuffer(state);
    const { columns } = size;
    if (buffer === undefined) {
      return Array.from({ length: size.rows }, () => [blank(columns)]);
    }
    const rows = this.#pane.visible(paneOf(state, buffer, size));
    if (layout.footRows > 0 || state.isBare) return rows;
    // Without a line below the messages it stands in the last of them.
    const more = moreBelow(buffer, this.#painting);
    const last = rows.at(-1);
    if (more.length === 0 || last === undefined) return rows;
    const space = Math.max(0, columns - rowWidth(more));
    return [...rows.slice(0, -1), [...this.#painting.typesetter.fit(last, space), ...more]];
  }

  #withSides(state: State, layout: Layout, middle: readonly Row[]): Row[] {
    const { peopleColumns, roomsColumns } = layout;
    const painting = this.#painting;
    const border = painting.typesetter.piece("│", painting.theme.styles.border);
    const rows = middle.length;
    const left = roomsColumns > 0
      ? roomListRows(state, { columns: roomsColumns, rows }, painting)
      : undefined;
    const right = peopleColumns > 0
      ? peopleRows(
        peopleShown(state, rows),
        { columns: peopleColumns, rows, nickPlaces: activeBuffer(state)?.nickPlaces },
        painting,
      )
      : undefined;
    return middle.map((row, index) =>
      joined([
        ...(left === undefined ? [] : [...left[index] ?? [], border]),
        ...row,
        ...(right === undefined ? [] : [border, ...right[index] ?? []]),
      ])
    );
  }

  #pointed(state: State, at: CellPosition): Pointed | undefined {
    if (state.isBare || state.overlay?.kind === "login") return undefined;
    const { layout } = this.#plan(state, state.size);
    return pointedIn(state, layout, { at, middle: () => this.#middle(state, layout) });
  }

  #asked<T>(state: State, question: (pane: Pane) => T): T | undefined {
    const buffer = activeBuffer(state);
    if (buffer === undefined) return undefined;
    // A list in front of the messages does not change where they are.
    const behind = state.overlay?.kind === "list" ? { ...state, overlay: undefined } : state;
    return question(
      paneOf(behind, buffer, this.#focused(behind, this.#plan(behind, state.size).layout)),
    );
  }

  /** How much space the messages of the focused window have. */
  #focused(state: State, layout: Layout): Size {
    const areas = windowAreas(state, layout);
    const area = areas.get(state.windows?.focused ?? 0);
    return areas.size > 1 && area !== undefined
      ? bodyOf(area)
      : { columns: layout.middleColumns, rows: layout.bodyRows };
  }
}

/** The column of names is for those who have spoken in so many of the last entries. */
const RECENT_ENTRIES = 200;
const MIN_NAMES_COLUMNS = 6;
const NOWHERE = { scroll: { kind: "end" }, isAtTop: true } as const;

function usernameOf(state: State, buffer: Buffer | undefined): string {
  return serverOf(state, buffer?.serverId)?.username ?? "";
}

function paneOf(state: State, buffer: Buffer, { columns, rows }: Size): Pane {
  const look: EntryLook = {
    columns,
    namesColumns: namesColumns(buffer, state.settings.namesColumns),
    timeFormat: state.settings.timeFormat,
    username: usernameOf(state, buffer),
    isBare: state.isBare,
    traffic: trafficShown(state, buffer),
    gathered: buffer.gathers?.kind,
    graphics: state.settings.graphics,
    nickPlaces: buffer.nickPlaces,
  };
  return { buffer, look, rows };
}

/** As wide as the longest of the names that have spoken lately, within bounds. */
function namesColumns({ entries }: Buffer, most: number): number {
  const lengths = entries.slice(-RECENT_ENTRIES)
    .map((entry) => entry.kind === "message" ? authorText(entry.message).length : 0);
  return Math.min(most, Math.max(MIN_NAMES_COLUMNS, ...lengths));
}

/** Where something goes that is written in a view of other buffers; `undefined` elsewhere. */
function writtenTo(state: State, buffer: Buffer): string | undefined {
  if (buffer.gathers === undefined) return undefined;
  return bufferName(state, buffer.gathers.kind === "thread" ? buffer : targetOf(state, buffer));
}
