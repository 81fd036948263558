/** After how long what was said in a room goes; what would go at once is said before it does. */
import { useState } from "preact/hooks";
import { formatDuration } from "../../../../../protocol/duration.ts";
import { bytesText } from "../../../../../protocol/text/bytes_text.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useServer } from "../../../parts/use_server.ts";
import { secondsIn } from "../../../state/forms.ts";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import type { RoomPart } from "./room_part.ts";

/** A form of two steps: it says what would go, and is sent once more to have it so. */
export function RoomRetention({ info, onChange }: RoomPart) {
  const { room, retention = 0 } = info;
  const words = useMore().rooms;
  const server = useServer();
  const [asked, setAsked] = useState<number | undefined>(undefined);
  return (
    <Form
      submit={asked === undefined ? words.retentionSave : words.retentionSure}
      isDanger={asked !== undefined}
      onSubmit={async (filled) => {
        const seconds = secondsIn(filled.text("retention")) ?? 0;
        if (seconds > 0 && seconds !== asked) {
          const { bytes, files, messages } = await server.request("would_expire", {
            room,
            seconds,
          });
          setAsked(seconds);
          return words.wouldExpire(messages, files, bytesText(bytes));
        }
        await server.request("set", { room, retention: seconds });
        setAsked(undefined);
        onChange();
        return words.saved;
      }}
    >
      <TextField
        name="retention"
        label={words.retention}
        hint={words.retentionHint}
        value={retention === 0 ? "" : formatDuration(retention)}
        suggestions={["30d", "90d", "52w"]}
      />
    </Form>
  );
}
