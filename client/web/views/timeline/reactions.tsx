/** What people think of a message: each emoji is a button that joins in or takes it back. */
import { printable } from "../../../../protocol/text/printable.ts";
import type { Reaction } from "../../../../protocol/records.ts";
import { isSame } from "../../../wording/message_text.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";

/** The emoji under a message, with how many people chose them. */
export function Reactions(
  { id, isReached, reactions, username }: {
    id: number;
    reactions: readonly Reaction[];
    username: string;
    /** Whether Tab comes here: it does in the chosen message, not in all of them. */
    isReached: boolean;
  },
) {
  const { timeline } = useTexts();
  const dispatch = useDispatch();
  return (
    <ul class="reactions">
      {reactions.map(({ count, emoji, users }) => {
        const isOwn = users.some((user) => isSame(user, username));
        const names = users.map(printable).join(", ");
        return (
          <li key={emoji}>
            <button
              type="button"
              class="reaction"
              tabIndex={isReached ? 0 : -1}
              aria-pressed={isOwn}
              aria-label={timeline.reaction(printable(emoji), count, names)}
              title={names}
              onClick={() => dispatch({ kind: "react-to", id, emoji, remove: isOwn })}
            >
              <span aria-hidden="true">{printable(emoji)} {count}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
