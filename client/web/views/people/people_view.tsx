/** Who is in the open room. */
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer } from "../../../full/state/buffers.ts";
import type { RoomPerson } from "../../../full/state/state.ts";
import { Avatar } from "../../parts/avatar.tsx";
import { Icon } from "../../parts/icon.tsx";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** The pane; empty for a private conversation. */
export function PeopleView() {
  const texts = useTexts();
  const dispatch = useDispatch();
  const people = useSelected(({ chat }) => activeBuffer(chat)?.people);
  const isRoom = useSelected(({ chat }) => activeBuffer(chat)?.place?.room !== undefined);
  if (!isRoom || people === undefined) return null;
  const online = people.filter(({ isOnline }) => isOnline);
  const offline = people.filter(({ isOnline }) => !isOnline);
  return (
    <aside class="pane people" aria-label={texts.people.pane}>
      <div class="pane-head">
        <p class="pane-title">{texts.people.title}</p>
        <button
          type="button"
          class="button-icon drawer-close"
          aria-label={texts.common.close}
          onClick={() => dispatch({ kind: "drawer", open: undefined })}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="pane-body">
        <PeopleList title={texts.people.online(online.length)} people={online} />
        {offline.length > 0 && <PeopleList title={texts.people.offline} people={offline} />}
      </div>
    </aside>
  );
}

function PeopleList({ people, title }: { title: string; people: readonly RoomPerson[] }) {
  const texts = useTexts();
  return (
    <>
      <h2 class="pane-subtitle">{title}</h2>
      <ul class="people-list">
        {people.map(({ away, isOnline, username }) => (
          <li key={username} class="person" data-online={isOnline}>
            <Avatar username={username} isOnline={isOnline && away === undefined} />
            <span class="person-words">
              <span class="person-name" dir="auto">{printable(username)}</span>
              {away !== undefined && (
                <span class="person-away" dir="auto">{texts.people.away(printable(away))}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
