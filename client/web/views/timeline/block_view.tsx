/** A block of entries: shown anew only when one of them has changed. */
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { printable } from "../../../../protocol/text/printable.ts";
import type { Place } from "../../../../protocol/records.ts";
import type { Entry, LinesEntry, TrafficEntry } from "../../../full/state/state.ts";
import { memo } from "../../parts/memo.ts";
import { usePage, useTexts } from "../../parts/page_context.ts";
import { type Block, keyOf } from "./blocks.ts";
import { messageRow } from "./message_row.tsx";
import { rowFacts } from "./row_facts.ts";

/** Most names of a line about who came and went. */
const MAX_NAMES = 5;

/** What a block shows. */
export interface BlockViewProperties {
  readonly block: Block;
  readonly username: string;
  /** Where "new messages" stands, if that is in this block. */
  readonly firstUnreadId: number | undefined;
  /** The message that keys are for, and the one under the pointer, if they are in this block. */
  readonly chosenId: number | undefined;
  readonly hoveredId: number | undefined;
}

/** What a block has drawn last. */
interface Drawn {
  readonly properties: BlockViewProperties;
  readonly rows: readonly VNode[];
}

/** The rows of a block. */
export const BlockView = memo(function BlockView(properties: BlockViewProperties) {
  const drawn = useRef<Drawn>(undefined);
  const rows = rowsOf(properties, drawn.current);
  drawn.current = { properties, rows };
  return <div class="block">{rows}</div>;
});

/** Most rows are those of the last time, and the same nodes: they are passed over without a look. */
function rowsOf(properties: BlockViewProperties, drawn: Drawn | undefined): readonly VNode[] {
  const { block, chosenId, firstUnreadId, hoveredId, username } = properties;
  const before = drawn?.properties;
  const isAsBefore = before !== undefined && before.username === username &&
    before.firstUnreadId === firstUnreadId && before.chosenId === chosenId &&
    before.hoveredId === hoveredId && before.block.previous === block.previous;
  const same = isAsBefore ? before.block.entries : [];
  let isSame = true;
  return block.entries.map((entry, index) => {
    isSame &&= same[index] === entry; // and everything above it
    const known = drawn?.rows[index];
    if (isSame && known !== undefined) return known;
    const previous = block.entries[index - 1] ?? block.previous;
    const isFirstUnread = firstUnreadId !== undefined && entry.id >= firstUnreadId &&
      (previous === undefined || previous.id < firstUnreadId);
    const { isContinued, isDayBegun } = rowFacts(entry, previous);
    return (
      <EntryRow
        key={keyOf(entry)}
        entry={entry}
        username={username}
        isContinued={isContinued && !isFirstUnread}
        isDayBegun={isDayBegun}
        isFirstUnread={isFirstUnread}
        isChosen={entry.id === chosenId}
        isHovered={entry.id === hoveredId}
      />
    );
  });
}

interface EntryRowProperties {
  readonly entry: Entry;
  readonly username: string;
  readonly isContinued: boolean;
  readonly isDayBegun: boolean;
  readonly isFirstUnread: boolean;
  readonly isChosen: boolean;
  readonly isHovered: boolean;
}

const EntryRow = memo(function EntryRow(
  { entry, isChosen, isContinued, isDayBegun, isFirstUnread, isHovered, username }:
    EntryRowProperties,
) {
  const page = usePage();
  const { texts, times } = page;
  return (
    <>
      {isDayBegun && (
        <p class="day">
          <span>{times.day(entry.timeMs)}</span>
        </p>
      )}
      {isFirstUnread && (
        <p class="first-unread">
          <span>{texts.timeline.newMessages}</span>
        </p>
      )}
      {entry.kind === "message"
        ? messageRow({
          entry,
          username,
          isContinued,
          isChosen,
          hasActions: (isChosen || isHovered) && entry.message.deleted !== true,
          page,
        })
        : entry.kind === "lines"
        ? <Lines entry={entry} username={username} />
        : <Traffic entry={entry} />}
    </>
  );
});

/** What the entry is about, in the words of the page; otherwise the lines as they are. */
function Lines({ entry, username }: { entry: LinesEntry; username: string }) {
  const { events } = useTexts();
  const { about, lines, tone } = entry;
  // It stands in the room that it is about, if it is about one.
  const place: Place = about !== undefined && "room" in about && typeof about.room === "string"
    ? { room: about.event === "renamed" ? about.name : about.room }
    : { with: "" };
  const own = about && events.text(about, { username, place });
  return (
    <div class={`notice notice-${tone}`} dir="auto">
      {(own === undefined ? lines : [own]).map((line, index) => <div key={index}>{line}</div>)}
    </div>
  );
}

function Traffic({ entry: { joined, left } }: { entry: TrafficEntry }) {
  const { common, timeline } = useTexts();
  const names = (all: readonly string[]) => {
    const shown = all.slice(0, MAX_NAMES).map(printable);
    const rest = all.length - shown.length;
    return new Intl.ListFormat(common.language).format(
      rest > 0 ? [...shown, timeline.more(rest)] : shown,
    );
  };
  const parts = [
    ...(joined.length > 0 ? [timeline.joined(names(joined))] : []),
    ...(left.length > 0 ? [timeline.left(names(left))] : []),
  ];
  return <p class="notice notice-traffic" dir="auto">{parts.join(" · ")}</p>;
}
