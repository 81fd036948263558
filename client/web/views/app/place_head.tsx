/** The head of the conversation: where the reader is, and what it is about. */
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer, serverOf } from "../../../full/state/buffers.ts";
import { placeName } from "../../../wording/place.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { SERVER_ID } from "../../state/page_state.ts";

/** Name and topic of the open place, and the buttons of the panes beside it. */
export function PlaceHead() {
  const texts = useTexts();
  const dispatch = useDispatch();
  const place = useSelected(({ chat }) => activeBuffer(chat)?.place);
  const topic = useSelected(({ chat }) => activeBuffer(chat)?.topic ?? "");
  const server = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.name ?? "");
  return (
    <header class="place-head">
      <button
        type="button"
        class="drawer-button drawer-button-rooms"
        aria-label={texts.rooms.open}
        onClick={() => dispatch({ kind: "drawer", open: "rooms" })}
      >
        ☰
      </button>
      <div class="place-title">
        <h1 dir="auto">{place === undefined ? printable(server) : placeName(place)}</h1>
        {topic !== "" && <p class="place-topic" dir="auto">{printable(topic)}</p>}
      </div>
      {place?.room !== undefined && (
        <button
          type="button"
          class="drawer-button drawer-button-people"
          aria-label={texts.people.open}
          onClick={() => dispatch({ kind: "drawer", open: "people" })}
        >
          👥
        </button>
      )}
    </header>
  );
}
