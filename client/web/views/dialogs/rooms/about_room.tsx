/** What a room is about, when its reader is told, whom they invite, and how they leave it. */
import { printable } from "../../../../../protocol/text/printable.ts";
import { bufferKey, bufferOf } from "../../../../full/state/buffers.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch, usePage } from "../../../parts/page_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { useServer } from "../../../parts/use_server.ts";
import { bareName } from "../../../state/forms.ts";
import type { RoomPowers } from "../../../state/may.ts";
import { SERVER_ID } from "../../../state/page_state.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { FilesButton } from "../kit/files_button.tsx";
import { Facts } from "../kit/facts.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { NotifyChoice } from "../kit/notify_choice.tsx";
import type { RoomPart } from "./room_part.ts";
import { roleWord, settingWords, visibilityWord } from "./room_words.ts";

/** For everybody. */
export function AboutRoom({ info, onChange, powers }: RoomPart & { powers: RoomPowers }) {
  const { members, online, role, room, topic, topic_by: by, topic_time: time } = info;
  const words = useMore().rooms;
  const { times } = usePage();
  const dispatch = useDispatch();
  const server = useServer();
  const key = bufferKey(SERVER_ID, { room });
  const isOpen = useSelected(({ chat }) => bufferOf(chat, key)?.isIn === true);
  const text = typeof topic === "string" ? topic : "";
  const author = by === undefined
    ? ""
    : `${printable(String(by))}${time === undefined ? "" : `, ${times.stamp(time)}`}`;
  return (
    <>
      <Facts
        facts={[
          [words.visibility, visibilityWord(info.visibility, words)],
          [words.settings, settingWords({ ...info, visibility: "public" }, words).join(", ")],
          [words.people, `${words.members(Number(members))}, ${words.online(Number(online))}`],
          [words.yourRole, role === undefined ? words.notIn : roleWord(role, words)],
          ...(powers.mayTopic ? [] : [[words.topic, printable(text)] as const]),
          [words.topicBy, author],
        ]}
      />
      {powers.mayTopic && (
        <Form
          isRow
          submit={words.setTopic}
          onSubmit={async (filled) => {
            await server.request("topic", { room, topic: filled.text("topic").trim() });
            onChange();
            return words.topicSet;
          }}
        >
          <TextField name="topic" label={words.topic} value={text} />
        </Form>
      )}
      {isOpen && <NotifyChoice place={{ room }} />}
      {powers.mayInvite && (
        <Form
          isRow
          isCleared
          submit={words.invite}
          onSubmit={async (filled) => {
            const username = bareName(filled.text("username"));
            await server.request("invite", { room, username });
            return words.invited(printable(username));
          }}
        >
          <TextField name="username" label={words.inviteWhom} isRequired />
        </Form>
      )}
      <div class="button-row">
        {powers.isIn && (
          <button
            type="button"
            class="button"
            onClick={() =>
              dispatch({ kind: "open-dialog", dialog: { kind: "search", place: { room } } })}
          >
            {words.searchHere}
          </button>
        )}
        {powers.isIn && <FilesButton place={{ room }} />}
        {powers.isIn
          ? (
            <ActionButton
              label={words.leave}
              isDanger
              question={words.leaveQuestion(`#${printable(room)}`)}
              onAction={async () => {
                await server.request("part", { room });
                server.left(room);
              }}
            />
          )
          : (
            <ActionButton
              label={words.join}
              onAction={async () => {
                await server.request("join", { room });
                server.goTo({ room });
              }}
            />
          )}
      </div>
    </>
  );
}
