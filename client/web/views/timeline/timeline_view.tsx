/** The messages of the open place. */
import { useMemo, useRef } from "preact/hooks";
import { activeBuffer, serverOf } from "../../../full/state/buffers.ts";
import type { Buffer } from "../../../full/state/state.ts";
import { placeName } from "../../../wording/place.ts";
import { Icon } from "../../parts/icon.tsx";
import { memo } from "../../parts/memo.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { SERVER_ID } from "../../state/page_state.ts";
import { type Block, BLOCK_ENTRIES } from "./blocks.ts";
import { BlockView, type BlockViewProperties } from "./block_view.tsx";
import { type CutBlocks, cutBlocks, NO_BLOCKS } from "./cut_blocks.ts";
import { type Group, groupsOf } from "./groups.ts";
import { PendingRows } from "./pending_rows.tsx";
import { Scroller } from "./scroller.tsx";
import { useStaged } from "./use_staged.ts";
import { useMessageKeys } from "./use_message_keys.ts";
import { useHovered } from "./use_hovered.ts";

/** The list of messages, with what waits to be sent below it. */
export function TimelineView() {
  const buffer = useSelected(({ chat }) => activeBuffer(chat));
  const username = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.username ?? "");
  // Another place is another list: nothing of where one was in it is left.
  return buffer === undefined
    ? <div class="timeline" />
    : <Timeline key={buffer.key} buffer={buffer} username={username} />;
}

function Timeline({ buffer, username }: { buffer: Buffer; username: string }) {
  const { timeline } = useTexts();
  const dispatch = useDispatch();
  const { entries, fetching, firstUnreadId, hasNewer, hasOlder, key, newBelow } = buffer;
  const cut = useRef<CutBlocks>(NO_BLOCKS);
  const first = firstKnown(buffer);
  const { last, older } = useMemo(
    () => cut.current = cutBlocks(cut.current, entries, first),
    [entries, first],
  );
  // What stands further up is shown a moment later: nobody sees it, and it would hold up what is seen.
  const shownOlder = useStaged(older, {
    least: hasFew(last) ? 1 : 0,
    isAll: buffer.scroll.kind === "at" && buffer.scroll.top.id > 0,
  });
  const isWhole = shownOlder.length === older.length;
  const grouped = useRef<readonly Group[]>([]);
  grouped.current = groupsOf(grouped.current, [...shownOlder, ...last]);
  const hovered = useHovered();
  const onKeyDown = useMessageKeys(buffer);
  const isEmpty = entries.length === 0 && buffer.pending.length === 0 && buffer.isLoaded &&
    !hasOlder;
  const isAtEnd = buffer.scroll.kind === "end" && !hasNewer;
  const chosenId = buffer.selectedId;
  // The list comes with what is in it: one that fills would move before the eyes of its reader.
  if (entries.length === 0 && buffer.pending.length === 0 && !buffer.isLoaded) {
    return (
      <div class="timeline timeline-loading">
        <p role="status">{fetching === undefined ? "" : timeline.loading}</p>
      </div>
    );
  }
  return (
    <div class="timeline" {...hovered.listeners}>
      <Scroller
        label={timeline.log(buffer.place === undefined ? "" : placeName(buffer.place))}
        scroll={buffer.scroll}
        isEmpty={isEmpty}
        canReach={{
          older: isWhole && hasOlder && fetching === undefined && entries.length > 0,
          newer: hasNewer && fetching === undefined,
        }}
        onScrolled={(isAtEnd) => dispatch({ kind: "scrolled", bufferKey: key, isAtEnd })}
        onReached={(end) => dispatch({ kind: "reach", bufferKey: key, end })}
        onKeyDown={onKeyDown}
      >
        <p class={isEmpty ? "timeline-top timeline-empty" : "timeline-top"} role="status">
          {fetching === "older" || (fetching !== undefined && entries.length === 0)
            ? timeline.loading
            : isEmpty
            ? timeline.empty
            : !hasOlder && buffer.isLoaded
            ? timeline.beginning
            : null}
        </p>
        {grouped.current.map(({ key, blocks }) => (
          <Blocks
            key={key}
            blocks={blocks}
            username={username}
            firstUnreadId={firstUnreadId}
            chosenId={within(blocks, chosenId)}
            hoveredId={within(blocks, hovered.id)}
          />
        ))}
        {buffer.pending.length > 0 && <PendingRows bufferKey={key} pending={buffer.pending} />}
      </Scroller>
      {!isAtEnd && (
        <button
          type="button"
          class="to-end"
          onClick={() => dispatch({ kind: "to-end" })}
        >
          <Icon name="down" />
          {timeline.toEnd(newBelow)}
        </button>
      )}
    </div>
  );
}

interface BlocksProperties extends Omit<BlockViewProperties, "block"> {
  readonly blocks: readonly Block[];
}

/** Some of the blocks: most groups stay the same when a message comes, and are passed over as a whole. */
const Blocks = memo(function Blocks(
  { blocks, chosenId, firstUnreadId, hoveredId, username }: BlocksProperties,
) {
  return (
    <>
      {blocks.map((block) => (
        <BlockView
          key={block.key}
          block={block}
          username={username}
          firstUnreadId={isFirstUnreadIn(block, firstUnreadId) ? firstUnreadId : undefined}
          chosenId={holds(block, chosenId) ? chosenId : undefined}
          hoveredId={holds(block, hoveredId) ? hoveredId : undefined}
        />
      ))}
    </>
  );
});

/**
 * From which entry on it is known how they look: the first of those that were kept may go on what
 * somebody has said above it, and would become smaller when that comes, under the eyes of its reader.
 */
function firstKnown({ entries, isLoaded }: Buffer): number {
  return !isLoaded && entries.length > BLOCK_ENTRIES ? 1 : 0;
}

/** Whether most screens have room for more than these. */
function hasFew(blocks: readonly Block[]): boolean {
  return blocks.reduce((sum, { entries }) => sum + entries.length, 0) < BLOCK_ENTRIES;
}

/** The id, if it is that of a message between the first and the last of these blocks. */
function within(blocks: readonly Block[], id: number | undefined): number | undefined {
  const [first, last] = [blocks[0]?.entries[0], blocks.at(-1)?.entries.at(-1)];
  const isWithin = id !== undefined && first !== undefined && last !== undefined &&
    first.id <= id && id <= last.id;
  return isWithin ? id : undefined;
}

/** Whether the line "new messages" belongs into this block. */
function isFirstUnreadIn({ entries, previous }: Block, firstUnreadId: number | undefined): boolean {
  return firstUnreadId !== undefined && (entries.at(-1)?.id ?? 0) >= firstUnreadId &&
    (previous === undefined || previous.id < firstUnreadId);
}

/** Whether the message with this id is one of those of the block, if there is such a message. */
function holds({ entries }: Block, id: number | undefined): boolean {
  return id !== undefined && (entries[0]?.id ?? Infinity) <= id && id <= (entries.at(-1)?.id ?? 0);
}
