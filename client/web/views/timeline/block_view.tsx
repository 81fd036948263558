/** A block of entries: shown anew only when one of them has changed. */
import { printable } from "../../../../protocol/text/printable.ts";
import type { Place } from "../../../../protocol/records.ts";
import type { Entry, LinesEntry, TrafficEntry } from "../../../full/state/state.ts";
import { memo } from "../../parts/memo.ts";
import { usePage, useTexts } from "../../parts/page_context.ts";
import type { Block } from "./blocks.ts";
import { MessageRow } from "./message_row.tsx";
import { rowFacts } from "./row_facts.ts";

/** Most names of a line about who came and went. */
const MAX_NAMES = 5;

/** How tall a row is taken to be that was never shown. */
const ROW_PIXELS = 28;

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

/** The rows of a block. */
export const BlockView = memo(function BlockView(
  { block, chosenId, firstUnreadId, hoveredId, username }: BlockViewProperties,
) {
  return (
    <div
      class="block"
      style={{ containIntrinsicBlockSize: `auto ${block.entries.length * ROW_PIXELS}px` }}
    >
      {block.entries.map((entry, index) => {
        const previous = block.entries[index - 1] ?? block.previous;
        const isFirstUnread = firstUnreadId !== undefined && entry.id >= firstUnreadId &&
          (previous === undefined || previous.id < firstUnreadId);
        const { isContinued, isDayBegun } = rowFacts(entry, previous);
        return (
          <EntryRow
            key={`${entry.id}.${entry.sub}`}
            entry={entry}
            username={username}
            isContinued={isContinued && !isFirstUnread}
            isDayBegun={isDayBegun}
            isFirstUnread={isFirstUnread}
            isChosen={entry.id === chosenId}
            isHovered={entry.id === hoveredId}
          />
        );
      })}
    </div>
  );
});

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
  const { texts, times } = usePage();
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
        ? (
          <MessageRow
            entry={entry}
            username={username}
            isContinued={isContinued}
            isChosen={isChosen}
            hasActions={(isChosen || isHovered) && entry.message.deleted !== true}
          />
        )
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
