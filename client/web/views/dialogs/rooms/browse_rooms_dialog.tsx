/** All rooms that the account may see: to go to, to join, also by a name that is not listed. */
import { useState } from "preact/hooks";
import type { RoomInfo } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { allRooms } from "../../../../conversation/refresh.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { bareName } from "../../../state/forms.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { ActionButton } from "../kit/action_button.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { settingWords } from "./room_words.ts";

/** A list that can be searched, the rooms of the account first. */
export function BrowseRoomsDialog() {
  const words = useMore().rooms;
  const { session, store } = usePage();
  const [query, setQuery] = useState("");
  const answer = useAnswer(async () => (await allRooms(session))?.entries ?? [], []);
  return (
    <DialogFrame title={words.browse}>
      <div class="dialog-body">
        <div class="button-row">
          <button
            type="button"
            class="button"
            onClick={() => store.dispatch({ kind: "open-dialog", dialog: { kind: "new-room" } })}
          >
            {words.newRoom}
          </button>
        </div>
        <TextField
          name="query"
          label={words.find}
          hint={words.findHint}
          isFocused
          onInput={setQuery}
        />
        <Loaded answer={answer}>{(rooms) => <RoomRows rooms={rooms} query={query} />}</Loaded>
      </div>
    </DialogFrame>
  );
}

function RoomRows({ query, rooms }: { rooms: readonly RoomInfo[]; query: string }) {
  const words = useMore().rooms;
  const wanted = bareName(query).toLowerCase();
  const fitting = rooms.filter(({ room, topic }) =>
    room.includes(wanted) || String(topic ?? "").toLowerCase().includes(wanted)
  );
  const isListed = rooms.some(({ room }) => room === wanted);
  const sorted = [
    ...fitting.filter(({ role }) => role !== undefined),
    ...fitting.filter(({ role }) => role === undefined),
  ];
  return (
    <>
      {sorted.length > 0 && (
        <ul class="list" aria-label={words.browse}>
          {sorted.map((info) => (
            <li key={info.room} class="list-row">
              <RoomRow info={info} />
            </li>
          ))}
        </ul>
      )}
      {sorted.length === 0 && <p class="list-note" role="status">{words.noneFound}</p>}
      {wanted !== "" && !isListed && (
        <div class="list-row">
          <JoinForm key={wanted} room={wanted} />
        </div>
      )}
    </>
  );
}

function RoomRow({ info }: { info: RoomInfo }) {
  const words = useMore().rooms;
  const server = useServer();
  const { keyed, invited, members, online, role, room, topic } = info;
  const name = `#${printable(room)}`;
  const facts = [
    words.members(Number(members)),
    words.online(Number(online)),
    ...settingWords(info, words),
  ];
  const isJoinable = role === undefined && (info.visibility === "public" || invited === true);
  return (
    <div class="row">
      <div class="row-text">
        <strong dir="auto">{name}</strong>
        {typeof topic === "string" && topic !== "" && (
          <span class="row-about" dir="auto">{printable(topic)}</span>
        )}
        <span class="row-facts">{facts.join(" · ")}</span>
      </div>
      {role !== undefined && (
        <button
          type="button"
          class="button"
          aria-label={words.openRoom(name)}
          onClick={() => server.goTo({ room })}
        >
          {words.open}
        </button>
      )}
      {isJoinable && (keyed === true && invited !== true ? <JoinForm room={room} /> : (
        <ActionButton
          label={words.join}
          name={words.joinRoom(name)}
          onAction={async () => {
            await server.request("join", { room });
            server.goTo({ room });
          }}
        />
      ))}
    </div>
  );
}

/** Joins a room that needs a key, or that is not listed. */
function JoinForm({ room }: { room: string }) {
  const words = useMore().rooms;
  const server = useServer();
  const name = `#${printable(room)}`;
  return (
    <Form
      isRow
      submit={words.joinRoom(name)}
      onSubmit={async (filled) => {
        const key = filled.text("key");
        await server.request("join", { room, ...(key === "" ? {} : { key }) });
        server.goTo({ room });
      }}
    >
      <TextField name="key" label={words.key} />
    </Form>
  );
}
