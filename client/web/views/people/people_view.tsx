/** Who is in the open room. */
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer } from "../../../full/state/buffers.ts";
import type { RoomPerson } from "../../../full/state/state.ts";
import { useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** The pane; empty for a private conversation. */
export function PeopleView() {
  const texts = useTexts();
  const people = useSelected(({ chat }) => activeBuffer(chat)?.people);
  const isRoom = useSelected(({ chat }) => activeBuffer(chat)?.place?.room !== undefined);
  if (!isRoom || people === undefined) return null;
  const online = people.filter(({ isOnline }) => isOnline);
  const offline = people.filter(({ isOnline }) => !isOnline);
  return (
    <aside class="people" aria-label={texts.people.pane}>
      <PeopleList title={texts.people.online(online.length)} people={online} />
      {offline.length > 0 && <PeopleList title={texts.people.offline} people={offline} />}
    </aside>
  );
}

function PeopleList({ people, title }: { title: string; people: readonly RoomPerson[] }) {
  const texts = useTexts();
  return (
    <>
      <h2 class="people-title">{title}</h2>
      <ul class="people-list">
        {people.map(({ away, isOnline, username }) => (
          <li key={username} class="person" data-online={isOnline}>
            <span dir="auto">{printable(username)}</span>
            {away !== undefined && (
              <span class="person-away" dir="auto">{texts.people.away(printable(away))}</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
