/** The list of rooms and private conversations, with what is unread in each. */
import { printable } from "../../../../protocol/text/printable.ts";
import { serverOf } from "../../../full/state/buffers.ts";
import type { Buffer } from "../../../full/state/state.ts";
import { placeName } from "../../../wording/place.ts";
import { DialogButton } from "../../parts/icon_button.tsx";
import { memo } from "../../parts/memo.ts";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { isAtLeast } from "../../state/may.ts";
import { SERVER_ID } from "../../state/page_state.ts";

/** The pane with both lists. */
export function RoomsView() {
  const texts = useTexts();
  const buffers = useSelected(({ chat }) => chat.buffers);
  const activeKey = useSelected(({ chat }) => chat.activeKey);
  const rooms = buffers.filter(({ place }) => place?.room !== undefined);
  const people = buffers.filter(({ place }) => place?.with !== undefined);
  return (
    <nav class="rooms" aria-label={texts.rooms.pane}>
      <RoomsHead />
      <Places title={texts.rooms.rooms} buffers={rooms} activeKey={activeKey} />
      {people.length > 0 && (
        <Places title={texts.rooms.people} buffers={people} activeKey={activeKey} />
      )}
      <OwnAccount />
    </nav>
  );
}

/** What makes and finds rooms and messages. */
function RoomsHead() {
  const texts = useTexts().rooms;
  const server = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.name ?? "");
  return (
    <div class="rooms-head">
      <span class="rooms-server" dir="auto">{printable(server)}</span>
      <DialogButton icon="search" name={texts.search} dialog={{ kind: "search" }} />
      <DialogButton icon="rooms" name={texts.browse} dialog={{ kind: "browse-rooms" }} />
      <DialogButton icon="plus" name={texts.newRoom} dialog={{ kind: "new-room" }} />
    </div>
  );
}

/** Who the reader is, and what belongs to them alone. */
function OwnAccount() {
  const texts = useTexts();
  const dispatch = useDispatch();
  const name = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.username ?? "");
  const away = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.away);
  const isStaff = useSelected(({ role }) => isAtLeast(role, "moderator"));
  return (
    <div class="own-account">
      <button
        type="button"
        class="own-name"
        aria-label={texts.rooms.ownAccount(printable(name))}
        aria-haspopup="dialog"
        onClick={() => dispatch({ kind: "open-dialog", dialog: { kind: "settings" } })}
      >
        <span class="room-name" dir="auto">{printable(name)}</span>
        {away !== undefined && (
          <span class="person-away" dir="auto">{texts.people.away(printable(away))}</span>
        )}
      </button>
      {isStaff && (
        <DialogButton
          icon="shield"
          name={texts.rooms.staff}
          dialog={{ kind: "staff" }}
        />
      )}
      <DialogButton icon="people" name={texts.rooms.everybody} dialog={{ kind: "people" }} />
      <DialogButton icon="help" name={texts.rooms.keys} dialog={{ kind: "keys" }} />
      <DialogButton icon="settings" name={texts.rooms.settings} dialog={{ kind: "settings" }} />
    </div>
  );
}

function Places(
  { activeKey, buffers, title }: { title: string; buffers: readonly Buffer[]; activeKey: string },
) {
  return (
    <>
      <h2 class="rooms-title">{title}</h2>
      <ul class="rooms-list">
        {buffers.map(({ key, mentions, place, unread }) => (
          <PlaceRow
            key={key}
            bufferKey={key}
            name={place === undefined ? "" : placeName(place)}
            room={place?.room}
            other={place?.with}
            unread={unread}
            mentions={mentions}
            isActive={key === activeKey}
          />
        ))}
      </ul>
    </>
  );
}

interface PlaceRowProperties {
  readonly bufferKey: string;
  readonly name: string;
  readonly room: string | undefined;
  readonly other: string | undefined;
  readonly unread: number;
  readonly mentions: number;
  readonly isActive: boolean;
}

const PlaceRow = memo(function PlaceRow(
  { isActive, mentions, name, other, room, unread }: PlaceRowProperties,
) {
  const texts = useTexts();
  const dispatch = useDispatch();
  const words = [
    name,
    ...(unread > 0 ? [texts.rooms.unread(unread)] : []),
    ...(mentions > 0 ? [texts.rooms.mentions(mentions)] : []),
  ];
  return (
    <li>
      <button
        type="button"
        class="room"
        data-unread={unread > 0}
        aria-current={isActive ? "page" : undefined}
        aria-label={words.join(", ")}
        onClick={() => {
          if (room !== undefined) dispatch({ kind: "go", place: { room } });
          else if (other !== undefined) dispatch({ kind: "go", place: { with: other } });
        }}
      >
        <span class="room-name" dir="auto">{name}</span>
        {unread > 0 && (
          <span class={mentions > 0 ? "badge badge-mentions" : "badge"} aria-hidden="true">
            {unread >= 1_000 ? "999+" : unread}
          </span>
        )}
      </button>
    </li>
  );
});
