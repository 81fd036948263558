/** The head of the conversation: where the reader is, and what it is about. */
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer, serverOf } from "../../../full/state/buffers.ts";
import { placeName } from "../../../wording/place.ts";
import { DialogButton } from "../../parts/icon_button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { SERVER_ID } from "../../state/page_state.ts";

/** Name and topic of the open place, and the buttons of the panes beside it. */
export function PlaceHead() {
  const texts = useTexts();
  const dispatch = useDispatch();
  const place = useSelected(({ chat }) => activeBuffer(chat)?.place);
  const key = useSelected(({ chat }) => activeBuffer(chat)?.key);
  const topic = useSelected(({ chat }) => activeBuffer(chat)?.topic ?? "");
  // A room has a second line from the beginning, so that nothing moves when it is known.
  const online = useSelected(({ chat }) => activeBuffer(chat)?.online);
  const server = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.name ?? "");
  const drawer = useSelected((state) => state.drawer);
  return (
    <header class="place-head">
      <button
        type="button"
        class="button-icon drawer-button drawer-button-rooms"
        aria-label={texts.rooms.open}
        title={texts.rooms.open}
        aria-expanded={drawer === "rooms"}
        onClick={() => dispatch({ kind: "drawer", open: "rooms" })}
      >
        <Icon name="menu" />
      </button>
      <div class="place-title">
        <h1 dir="auto">{place === undefined ? printable(server) : placeName(place)}</h1>
        {place?.with === undefined && (
          <p class="place-topic" dir="auto" title={printable(topic)}>
            {topic !== ""
              ? printable(topic)
              : online === undefined
              ? ""
              : texts.people.online(online)}
          </p>
        )}
      </div>
      {place !== undefined && (
        <>
          <DialogButton
            icon="search"
            name={texts.rooms.searchIn(placeName(place))}
            dialog={{ kind: "search", place }}
          />
          <DialogButton
            icon="info"
            name={texts.rooms.about(placeName(place))}
            dialog={place.room === undefined
              ? { kind: "person", username: place.with }
              : { kind: "room", room: place.room }}
          />
        </>
      )}
      {place?.with !== undefined && key !== undefined && (
        <button
          type="button"
          class="button-icon"
          aria-label={texts.rooms.closePrivate}
          title={texts.rooms.closePrivate}
          onClick={() => dispatch({ kind: "close-place", serverId: SERVER_ID, bufferKey: key })}
        >
          <Icon name="close" />
        </button>
      )}
      {place?.room !== undefined && (
        <button
          type="button"
          class="button-icon drawer-button drawer-button-people"
          aria-label={texts.people.open}
          title={texts.people.open}
          aria-expanded={drawer === "people"}
          onClick={() => dispatch({ kind: "drawer", open: "people" })}
        >
          <Icon name="people" />
        </button>
      )}
    </header>
  );
}
