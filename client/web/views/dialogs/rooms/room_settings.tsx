/** What moderators and owners decide about a room. */
import { formatDuration } from "../../../../../protocol/duration.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useServer } from "../../../parts/use_server.ts";
import { bareName, roomChanges } from "../../../state/forms.ts";
import { FormProblem } from "../../../state/form_problem.ts";
import type { RoomPowers } from "../../../state/may.ts";
import { CheckField, ChoiceField, TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import type { RoomPart } from "./room_part.ts";
import { RoomRetention } from "./room_retention.tsx";
import { VISIBILITIES } from "./room_words.ts";

/** The settings, and for owners another name and the end of the room. */
export function RoomSettings({ info, onChange, powers }: RoomPart & { powers: RoomPowers }) {
  const { keyed, limit, locked, room, slow, topic_locked: isTopicLocked, visibility } = info;
  const { join_by_name: joinByName, outsiders_write: outsidersWrite } = info;
  const { accounts_only: accountsOnly, without_signals: withoutSignals } = info;
  const words = useMore().rooms;
  const server = useServer();
  const isKeyed = keyed === true;
  return (
    <>
      <Form
        submit={words.save}
        onSubmit={async (filled) => {
          const changes = roomChanges(info, {
            visibility: powers.mayOwn ? filled.choice("visibility", VISIBILITIES) : visibility,
            locked: filled.flag("locked"),
            topicLocked: filled.flag("topic-locked"),
            joinByName: powers.mayOwn ? filled.flag("join-by-name") : joinByName === true,
            outsidersWrite: filled.flag("outsiders-write"),
            accountsOnly: filled.flag("accounts-only"),
            withoutSignals: filled.flag("without-signals"),
            slow: filled.text("slow"),
            limit: filled.text("limit"),
            key: filled.text("key"),
            isKeyless: filled.flag("keyless"),
          });
          await server.request("set", { room, ...changes });
          onChange();
          return words.saved;
        }}
      >
        {powers.mayOwn && (
          <ChoiceField
            name="visibility"
            label={words.visibility}
            value={visibility}
            choices={VISIBILITIES.map((each) => [each, words.visibilities[each]] as const)}
          />
        )}
        {powers.mayOwn && (
          <CheckField
            name="join-by-name"
            label={words.joinByName}
            isChecked={joinByName === true}
          />
        )}
        <CheckField
          name="outsiders-write"
          label={words.outsidersWrite}
          isChecked={outsidersWrite === true}
        />
        <CheckField
          name="accounts-only"
          label={words.accountsOnly}
          isChecked={accountsOnly === true}
        />
        <CheckField
          name="without-signals"
          label={words.withoutSignals}
          isChecked={withoutSignals === true}
        />
        <CheckField name="locked" label={words.locked} isChecked={locked === true} />
        <CheckField
          name="topic-locked"
          label={words.topicLocked}
          isChecked={isTopicLocked === true}
        />
        <TextField
          name="slow"
          label={words.slow}
          hint={words.slowHint}
          value={typeof slow === "number" ? formatDuration(slow) : ""}
          suggestions={["10s", "30s", "1m", "5m"]}
        />
        <TextField
          name="limit"
          label={words.limit}
          hint={words.limitHint}
          inputMode="numeric"
          value={typeof limit === "number" ? String(limit) : ""}
        />
        <TextField
          name="key"
          label={words.newKey}
          hint={isKeyed ? words.keyKept : words.keyHint}
        />
        {isKeyed && <CheckField name="keyless" label={words.keyless} />}
      </Form>
      {powers.mayOwn && (
        <>
          <h3 class="part-title">{words.retentionTitle}</h3>
          <RoomRetention info={info} onChange={onChange} />
          <h3 class="part-title">{words.rename}</h3>
          <Form
            isRow
            submit={words.rename}
            onSubmit={async (filled) => {
              const name = bareName(filled.text("name")).toLowerCase();
              await server.request("rename", { room, name });
              server.goTo({ room: name });
            }}
          >
            <TextField name="name" label={words.newName} value={printable(room)} isRequired />
          </Form>
          <h3 class="part-title">{words.deleteRoom}</h3>
          <Form
            isDanger
            submit={words.deleteRoom}
            onSubmit={async (filled) => {
              if (bareName(filled.text("name")).toLowerCase() !== room) {
                throw new FormProblem("name");
              }
              await server.request("delete_room", { room });
              server.left(room);
            }}
          >
            <TextField
              name="name"
              label={words.deleteName(`#${printable(room)}`)}
              hint={words.deleteHint}
            />
          </Form>
        </>
      )}
    </>
  );
}
