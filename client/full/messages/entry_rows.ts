/** Remembers the rows of what stands in the message pane, as long as they look the same. */
import type { Row } from "../../theme/styled.ts";
import type { Painting } from "../frame/painting.ts";
import type { Entry, Pending } from "../state/state.ts";
import { entryContent } from "./entry_content.ts";
import { bareLayout, entryLayout, type EntryLook } from "./entry_layout.ts";

/** Entries whose rows are surely remembered: more than any screen shows. */
const MIN_REMEMBERED = 500;

/** Windows may show the same entry in so many widths without its rows being made anew. */
const MAX_LOOKS = 4;

/** The rows of an entry, and for which look. */
interface Known {
  readonly key: string;
  readonly rows: readonly Row[];
}

/**
 * Makes rows, each exactly as wide as the pane, once for each entry and look. Those of the last 500
 * to 1,000 entries that were asked for are remembered.
 */
export class EntryRows {
  readonly #painting: Painting;
  readonly #goingOn = new WeakSet<Row>();
  /** When the recent ones are many they become the older ones, and those are forgotten. */
  #recent = new Map<Entry | Pending, readonly Known[]>();
  #older = new Map<Entry | Pending, readonly Known[]>();

  constructor(painting: Painting) {
    this.#painting = painting;
  }

  /** The rows of an entry, or of an own message on its way. */
  rowsOf(entry: Entry | Pending, look: EntryLook): readonly Row[] {
    const { columns, gathered, graphics, isBare, namesColumns, timeFormat, traffic, username } =
      look;
    const drawing = graphics === undefined
      ? ""
      : `${graphics.graphics} ${graphics.cell.width} ${graphics.cell.height}`;
    const key =
      `${columns} ${namesColumns} ${isBare} ${username} ${timeFormat} ${traffic} ${gathered} ${drawing}`;
    const recent = this.#recent.get(entry);
    const known = recent?.find((each) => each.key === key);
    if (known !== undefined) return known.rows;
    const before = recent ?? this.#older.get(entry) ?? [];
    const rows = before.find((each) => each.key === key)?.rows ?? this.#make(entry, look);
    if (this.#recent.size >= MIN_REMEMBERED) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    const others = before.filter((each) => each.key !== key).slice(0, MAX_LOOKS - 1);
    this.#recent.set(entry, [{ key, rows }, ...others]);
    return rows;
  }

  /** Whether the line in this row goes on in the next one (in the bare view only). */
  goesOn(row: Row): boolean {
    return this.#goingOn.has(row);
  }

  #make(entry: Entry | Pending, look: EntryLook): readonly Row[] {
    const content = entryContent(entry, look, this.#painting);
    if (content === undefined) return [];
    return look.isBare
      ? this.#bareRows(bareLayout(content, look, this.#painting))
      : entryLayout(content, look, this.#painting);
  }

  #bareRows(lines: readonly Row[][]): Row[] {
    for (const row of lines.flatMap((rows) => rows.slice(0, -1))) this.#goingOn.add(row);
    return lines.flat();
  }
}
