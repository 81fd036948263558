/** Where there is something unread: to go there, or to have it read. */
import { useState } from "preact/hooks";
import { placeName } from "../../../../wording/place.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { useServer } from "../../../parts/use_server.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { ActionButton } from "../kit/action_button.tsx";
import { Picker } from "../kit/picker.tsx";
import { unreadFirst } from "./unread_first.ts";

/** A list; Enter goes to the first at once. */
export function UnreadDialog() {
  const words = useMore().find;
  const { texts } = usePage();
  const server = useServer();
  const [query, setQuery] = useState("");
  const buffers = useSelected(({ chat }) => chat.buffers);
  const all = unreadFirst(buffers);
  const fitting = all.filter(({ place }) =>
    place !== undefined && placeName(place).toLowerCase().includes(query.trim().toLowerCase())
  );
  return (
    <DialogFrame title={words.unread}>
      <div class="dialog-body">
        <Picker
          label={words.unread}
          query={query}
          onQuery={setQuery}
          note={all.length === 0 ? words.allRead : words.enterGoes}
          choices={fitting.map(({ key, mentions, place, unread }) => ({
            key,
            show: (
              <>
                <span dir="auto">{place === undefined ? "" : placeName(place)}</span>
                <span class="row-facts">
                  {[
                    texts.rooms.unread(unread),
                    ...(mentions > 0 ? [texts.rooms.mentions(mentions)] : []),
                  ].join(", ")}
                </span>
              </>
            ),
          }))}
          onChoose={(key) => {
            const place = all.find((buffer) => buffer.key === key)?.place;
            if (place !== undefined) server.goTo(place);
          }}
        />
        {all.length > 0 && (
          <ActionButton
            label={words.markAllRead}
            onAction={async () => {
              const time = new Date().toISOString();
              for (const { place } of all) {
                if (place !== undefined) await server.request("read", { ...place, time });
              }
            }}
          />
        )}
      </div>
    </DialogFrame>
  );
}
