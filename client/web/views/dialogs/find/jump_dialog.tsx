/** To a room or a person by a part of its name. */
import { useState } from "preact/hooks";
import { fuzzyRank } from "../../../../full/reduce/lists/fuzzy.ts";
import { serverOf } from "../../../../full/state/buffers.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useServer } from "../../../parts/use_server.ts";
import { SERVER_ID } from "../../../state/page_state.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { Picker } from "../kit/picker.tsx";
import { jumpGoals } from "./jump_goals.ts";
import { Marked } from "./marked.tsx";

/** Most that are shown. */
const MAX_GOALS = 100;

/** A field and what fits. */
export function JumpDialog() {
  const words = useMore().find;
  const { store, texts } = usePage();
  const server = useServer();
  const [query, setQuery] = useState("");
  // What is there when it is opened; it does not move under one's fingers.
  const [goals] = useState(() =>
    jumpGoals(store.state.chat.buffers, serverOf(store.state.chat, SERVER_ID)?.username ?? "")
  );
  const fitting = fuzzyRank(query, { candidates: goals, textOf: ({ name }) => name })
    .slice(0, MAX_GOALS);
  return (
    <DialogFrame title={words.jump}>
      <div class="dialog-body">
        <Picker
          label={words.jumpTo}
          query={query}
          onQuery={setQuery}
          note={fitting.length === 0 ? words.nothingFits : words.enterGoes}
          choices={fitting.map(({ candidate: { key, mentions, name, unread }, found }) => ({
            key,
            show: (
              <>
                <span dir="auto">
                  <Marked text={name} ranges={found} />
                </span>
                <span class="row-facts">
                  {[
                    ...(unread > 0 ? [texts.rooms.unread(unread)] : []),
                    ...(mentions > 0 ? [texts.rooms.mentions(mentions)] : []),
                  ].join(", ")}
                </span>
              </>
            ),
          }))}
          onChoose={(key) => {
            const place = goals.find((goal) => goal.key === key)?.place;
            if (place !== undefined) server.goTo(place);
          }}
        />
      </div>
    </DialogFrame>
  );
}
