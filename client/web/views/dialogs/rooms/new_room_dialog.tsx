/** Makes a room and goes there. */
import { useMore } from "../../../parts/more_context.ts";
import { useServer } from "../../../parts/use_server.ts";
import { bareName } from "../../../state/forms.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { CheckField, ChoiceField, TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { VISIBILITIES } from "./room_words.ts";

/** A form with name, topic and who may come in. */
export function NewRoomDialog() {
  const words = useMore().rooms;
  const server = useServer();
  return (
    <DialogFrame title={words.newRoom}>
      <div class="dialog-body">
        <Form
          submit={words.create}
          onSubmit={async (filled) => {
            const room = bareName(filled.text("room")).toLowerCase();
            const topic = filled.text("topic").trim();
            const isEncrypted = filled.flag("encrypted");
            const made = await server.request("create", {
              room,
              visibility: isEncrypted ? "private" : filled.choice("visibility", VISIBILITIES),
              ...(isEncrypted ? { encrypted: true } : {}),
              ...(topic === "" ? {} : { topic }),
            });
            server.goTo({ room: typeof made.room === "string" ? made.room : room });
          }}
        >
          <TextField
            name="room"
            label={words.name}
            hint={words.nameHint}
            isRequired
            isFocused
          />
          <TextField name="topic" label={words.topic} hint={words.topicHint} />
          <ChoiceField
            name="visibility"
            label={words.visibility}
            choices={VISIBILITIES.map((each) => [each, words.visibilities[each]] as const)}
          />
          <CheckField name="encrypted" label={words.encrypted} isChecked={false} />
        </Form>
      </div>
    </DialogFrame>
  );
}
