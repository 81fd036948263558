/** Brings frames to the terminal: only what has changed, not too often, one write at a time. */
import type { Clock } from "../../base/clock.ts";
import type { Row } from "../../theme/styled.ts";
import type { Frame } from "./frame.ts";
import { kittyChange } from "./kitty_images.ts";
import { type CellsOf, joinedRows, rowChange } from "./row_output.ts";

/** Least time from one frame to the next: 30 a second; more would not be seen. */
export const FRAME_INTERVAL_MS = 1_000 / 30;

/** Synchronized output: a terminal that knows it shows all or nothing of what is in between. */
const BEGIN = "\x1b[?2026h\x1b[?25l";
const END = "\x1b[?2026l";

/** What it works with. */
export interface FrameWriterOptions {
  /** Resolves when the terminal has taken all of `output`; it must not throw. */
  write: (output: string) => Promise<void>;
  clock: Clock;
  /** Takes a text apart as the view does. */
  cellsOf: CellsOf;
  /** Takes away images that clearing the screen does not. @default there are none */
  clearImages?: () => string;
}

/**
 * Writes frames. Of those that come while the terminal is busy, or sooner than 1/30 s after the one
 * before, only the latest is written; nobody ever waits for it.
 */
export class FrameWriter {
  readonly #options: FrameWriterOptions;
  /** What is to be shown, and what the terminal shows. */
  #wanted: Frame | undefined;
  #shown: Frame | undefined;
  #lastMs = -Infinity;
  #isWriting = false;
  #isPaused = false;
  #cancelTimer: (() => void) | undefined;

  constructor(options: FrameWriterOptions) {
    this.#options = options;
  }

  /** Shows `frame` as soon as may be. */
  draw(frame: Frame): void {
    this.#wanted = frame;
    this.#next();
  }

  /** Nobody knows what the terminal shows now: the next write is of everything. */
  reset(): void {
    this.#shown = undefined;
    this.#next();
  }

  /** Writes nothing until `resume()`; a write that has begun is finished. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Goes on after `pause()` and draws everything. */
  resume(): void {
    this.#isPaused = false;
    this.reset();
  }

  /** Writes nothing any more. */
  close(): void {
    this.#isPaused = true;
    this.#wanted = undefined;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #next(): void {
    const isIdle = !this.#isWriting && !this.#isPaused && this.#cancelTimer === undefined;
    if (!isIdle || this.#wanted === undefined || this.#wanted === this.#shown) return;
    const { clock } = this.#options;
    const waitMs = this.#lastMs + FRAME_INTERVAL_MS - clock.nowMs();
    if (waitMs <= 0) return void this.#write(this.#wanted);
    this.#cancelTimer = clock.setTimer(waitMs, () => {
      this.#cancelTimer = undefined;
      this.#next();
    });
  }

  async #write(frame: Frame): Promise<void> {
    const { cellsOf, clock, write } = this.#options;
    const clearing = this.#options.clearImages?.() ?? "";
    const output = frameChange(frame, this.#shown, { cellsOf, clearing });
    this.#shown = frame;
    if (output === "") return;
    this.#lastMs = clock.nowMs();
    this.#isWriting = true;
    await write(output);
    this.#isWriting = false;
    this.#next();
  }
}

/**
 * The bytes that make a terminal which shows `before` show `frame`; empty when nothing differs.
 * `clearing` takes images away where all is drawn anew.
 */
export function frameChange(
  frame: Frame,
  before: Frame | undefined,
  { cellsOf, clearing = "" }: { cellsOf: CellsOf; clearing?: string },
): string {
  const known = before !== undefined && isComparable(frame, before) ? before : undefined;
  let rows = "";
  for (let index = 0; index < frame.rows; index++) {
    if (known === undefined && frame.goingOn?.has(index)) {
      const lines = rowsOfLine(frame, index);
      rows += joinedRows(index, lines, cellsOf);
      index += lines.length - 1;
    } else {
      const after = frame.content[index] ?? [];
      rows += rowChange(index, { after, before: known?.content[index], cellsOf });
    }
  }
  const { cursor } = frame;
  rows += kittyChange(frame, known);
  const isSameCursor = known?.cursor?.row === cursor?.row &&
    known?.cursor?.column === cursor?.column;
  if (known !== undefined && rows === "" && isSameCursor) return "";
  const place = cursor === undefined ? "" : `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h`;
  const clear = known === undefined ? `${clearing}\x1b[0m\x1b[2J` : "";
  return `${BEGIN}${clear}${rows}\x1b[0m${place}${END}`;
}

/** Lines over several rows are only begun on an empty screen: nobody knows what terminals keep of them. */
function isComparable(frame: Frame, before: Frame): boolean {
  if (before.columns !== frame.columns || before.rows !== frame.rows) return false;
  const hasLines = (before.goingOn?.size ?? 0) > 0 || (frame.goingOn?.size ?? 0) > 0;
  return !hasLines || frame.content.every((row, index) => row === before.content[index]);
}

function rowsOfLine({ content, goingOn }: Frame, first: number): readonly Row[] {
  let last = first;
  while (goingOn?.has(last) && last < content.length - 1) last++;
  return content.slice(first, last + 1);
}
