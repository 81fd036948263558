/** The part of a buffer that is in sight, and moving about in it. */
import { dayOf } from "../../text/times.ts";
import { blank, restyled, type Row, rowWidth, type Style } from "../../theme/styled.ts";
import type { Painting } from "../frame/painting.ts";
import { longDay } from "../frame/time_format.ts";
import { indexFrom } from "../state/entries.ts";
import type { Buffer, Entry, EntryPosition, Pending, Scroll } from "../state/state.ts";
import type { EntryLook } from "./entry_layout.ts";
import { EntryRows } from "./entry_rows.ts";

/** A pane of a certain size on a buffer. */
export interface Pane {
  readonly buffer: Buffer;
  readonly look: EntryLook;
  readonly rows: number;
}

/**
 * A row of the buffer: of which item, counted among entries and own messages on their way, and the
 * how manieth of it. The lines that part it from the item before (another day, new messages) have
 * numbers below 0, so that those of its own do not change when older messages are put before it.
 */
interface RowPlace {
  readonly index: number;
  readonly row: number;
}

/** Shows buffers. */
export class MessagePane {
  readonly #painting: Painting;
  readonly #entryRows: EntryRows;

  constructor(painting: Painting) {
    this.#painting = painting;
    this.#entryRows = new EntryRows(painting);
  }

  /** Exactly as many rows as the pane has; what is short of them is blank, at the top. */
  visible(pane: Pane): Row[] {
    const found = this.#from(pane, this.#top(pane));
    const missing = Math.max(0, pane.rows - found.length);
    const empty = Array.from({ length: missing }, () => [blank(pane.look.columns)]);
    return [...empty, ...found.map(({ row }) => row)];
  }

  /** Whether the line in this row goes on in the next one (in the bare view only). */
  goesOn(row: Row): boolean {
    return this.#entryRows.goesOn(row);
  }

  /** Goes down by `rows`, or up. */
  scrollBy(pane: Pane, rows: number): { scroll: Scroll; isAtTop: boolean } {
    const top = this.#top(pane);
    const wanted = rows < 0 ? this.#up(pane, top, -rows) : this.#down(pane, top, rows);
    const last = this.#lastTop(pane);
    const moved = isBefore(last, wanted) ? last : wanted;
    return { scroll: this.#scrollOf(pane, moved), isAtTop: this.#isFirst(pane, moved) };
  }

  /** The entry about a third down. */
  scrollTo(pane: Pane, position: EntryPosition): Scroll {
    const index = indexFrom(pane.buffer.entries, position);
    return this.#scrollOf(pane, this.#up(pane, { index, row: 0 }, Math.floor(pane.rows / 3)));
  }

  /** Whether the first row of the entry is in sight. */
  isVisible(pane: Pane, position: EntryPosition): boolean {
    const wanted = indexFrom(pane.buffer.entries, position);
    return this.#from(pane, this.#top(pane))
      .some(({ place }) => place.index === wanted && place.row === 0);
  }

  #isFirst(pane: Pane, { index, row }: RowPlace): boolean {
    return index === 0 && row <= -this.#above(pane, 0).length;
  }

  /** The anchor for what begins with `top`; the end when there is nothing more below. */
  #scrollOf(pane: Pane, top: RowPlace): Scroll {
    const { entries } = pane.buffer;
    if (isBefore(this.#lastTop(pane), top) || isSame(this.#lastTop(pane), top)) {
      return { kind: "end" };
    }
    const entry = entries[Math.min(top.index, entries.length - 1)];
    // Among the messages on their way: counted on from the last entry.
    if (entry === undefined) return { kind: "end" };
    let row = top.row;
    for (let index = entries.length - 1; index < top.index; index++) {
      row += this.#own(pane, index).length;
    }
    return { kind: "at", top: { id: entry.id, sub: entry.sub }, row };
  }

  /** Where what is in sight begins. */
  #top(pane: Pane): RowPlace {
    const { buffer: { entries, scroll } } = pane;
    const last = this.#lastTop(pane);
    if (scroll.kind === "end") return last;
    const index = indexFrom(entries, scroll.top);
    const entry = entries[index];
    const isSameEntry = entry?.id === scroll.top.id && entry.sub === scroll.top.sub;
    const wanted = isSameEntry ? this.#normal(pane, { index, row: scroll.row }) : { index, row: 0 };
    return isBefore(last, wanted) ? last : wanted;
  }

  /** Where it begins when its end is in sight. */
  #lastTop(pane: Pane): RowPlace {
    return this.#up(pane, { index: count(pane), row: 0 }, pane.rows);
  }

  /** A place that is there: rows beyond those of an item are those of the items around it. */
  #normal(pane: Pane, { index, row }: RowPlace): RowPlace {
    const first = -this.#above(pane, index).length;
    // Older messages have come before what was the first: the line with the day stands above them.
    if (row < first) return this.#up(pane, { index, row: first }, first - row);
    let at = { index, row };
    while (at.index < count(pane) && at.row >= this.#own(pane, at.index).length) {
      const rest = at.row - this.#own(pane, at.index).length;
      at = { index: at.index + 1, row: rest };
    }
    return at;
  }

  #up(pane: Pane, from: RowPlace, rows: number): RowPlace {
    let { index, row } = from;
    let left = rows;
    while (left > 0) {
      const first = index < count(pane) ? -this.#above(pane, index).length : 0;
      if (row - left >= first) return { index, row: row - left };
      if (index === 0) return { index, row: first };
      left -= row - first;
      index--;
      row = this.#own(pane, index).length;
    }
    return { index, row };
  }

  #down(pane: Pane, from: RowPlace, rows: number): RowPlace {
    let { index, row } = from;
    for (let left = rows; left > 0 && index < count(pane);) {
      const rest = this.#own(pane, index).length - row;
      if (left < rest) return { index, row: row + left };
      left -= rest;
      index++;
      row = index < count(pane) ? -this.#above(pane, index).length : 0;
    }
    return { index, row };
  }

  #from(pane: Pane, top: RowPlace): { row: Row; place: RowPlace }[] {
    const found: { row: Row; place: RowPlace }[] = [];
    const { selected } = this.#painting.theme.styles;
    for (let { index, row } = top; index < count(pane); index++) {
      const item = itemAt(pane.buffer, index);
      const above = this.#above(pane, index);
      const own = this.#own(pane, index);
      const isSelected = item !== undefined && "kind" in item && item.kind === "message" &&
        item.id === pane.buffer.selectedId;
      for (row = index === top.index ? row : -above.length; row < own.length; row++) {
        if (found.length === pane.rows) return found;
        const drawn = row < 0 ? above[above.length + row] : own[row];
        if (drawn === undefined) continue;
        const looks = row >= 0 && isSelected ? restyled(drawn, selected) : drawn;
        found.push({ row: looks, place: { index, row } });
      }
    }
    return found;
  }

  #own(pane: Pane, index: number): readonly Row[] {
    const item = itemAt(pane.buffer, index);
    return item === undefined ? [] : this.#entryRows.rowsOf(item, pane.look);
  }

  /** What parts an entry from the one before it. */
  #above(pane: Pane, index: number): Row[] {
    const { buffer: { entries }, look } = pane;
    const entry = entries[index];
    if (entry === undefined) return [];
    const { styles } = this.#painting.theme;
    if (this.#own(pane, index).length === 0) return [];
    // What is not shown is no reason to leave out the day of what is.
    let last = index - 1;
    while (last >= 0 && entries[last]?.kind === "traffic" && this.#own(pane, last).length === 0) {
      last--;
    }
    const before = entries[last];
    const isOtherDay = before === undefined || day(before) !== day(entry);
    return [
      ...(isOtherDay ? [this.#line(longDay(entry.timeMs), styles.date, look)] : []),
      ...(isFirstUnread(pane.buffer, index) ? [this.#line("new messages", styles.news, look)] : []),
    ];
  }

  #line(text: string, style: Style, { columns, isBare }: EntryLook): Row {
    const { typesetter } = this.#painting;
    if (isBare) return typesetter.fit([typesetter.piece(`-- ${text} --`)], columns);
    const words = typesetter.cut([typesetter.piece(`── ${text} `, style)], columns);
    return [...words, typesetter.piece("─".repeat(columns - rowWidth(words)), style)];
  }
}

/** Whether the line "new messages" stands above this entry. */
function isFirstUnread({ entries, firstUnreadId, hasOlder }: Buffer, index: number): boolean {
  const entry = entries[index];
  const before = entries[index - 1];
  if (firstUnreadId === undefined || entry?.kind !== "message") return false;
  if (entry.id === firstUnreadId) return true;
  // The message itself is not there: the line stands where it would be, if that is known.
  return entry.id > firstUnreadId &&
    (before === undefined ? !hasOlder : before.id < firstUnreadId);
}

function count({ buffer: { entries, pending } }: Pane): number {
  return entries.length + pending.length;
}

function itemAt({ entries, pending }: Buffer, index: number): Entry | Pending | undefined {
  return entries[index] ?? pending[index - entries.length];
}

function day({ timeMs }: Entry): string {
  return dayOf(new Date(timeMs));
}

function isBefore(one: RowPlace, other: RowPlace): boolean {
  return one.index < other.index || (one.index === other.index && one.row < other.row);
}

function isSame(one: RowPlace, other: RowPlace): boolean {
  return one.index === other.index && one.row === other.row;
}
