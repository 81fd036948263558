/** What is done about somebody to keep order: in a room, or on the whole server. */
import { useState } from "preact/hooks";
import { printable } from "../../../../../protocol/text/printable.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useServer } from "../../../parts/use_server.ts";
import { secondsIn, sinceIn } from "../../../state/forms.ts";
import { ChoiceField, TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";

/** What can be done. */
const DEEDS = ["mute", "unmute", "kick", "ban", "unban", "purge"] as const;
type Deed = (typeof DEEDS)[number];

/** Deeds that last for a time, and those that have a reason. */
const LASTING: readonly Deed[] = ["mute", "ban"];
const REASONED: readonly Deed[] = ["mute", "ban", "kick"];

/** One form for all of it: what, where, for how long, and why. */
export function KeepOrder(
  { isStaff, room, username }: { username: string; room: string | undefined; isStaff: boolean },
) {
  const words = useMore().people;
  const server = useServer();
  const { times } = usePage();
  const [deed, setDeed] = useState<Deed>("mute");
  const name = printable(username);
  const places = [
    ...(room === undefined ? [] : [["room", `#${printable(room)}`] as const]),
    ...(isStaff ? [["server", words.onServer] as const] : []),
  ];
  return (
    <details class="part">
      <summary>{words.keepOrder}</summary>
      <Form
        isDanger
        submit={words.deeds[deed]}
        onSubmit={async (filled) => {
          const where = filled.text("where") === "room" && room !== undefined ? { room } : {};
          const reason = filled.text("reason").trim();
          const why = reason === "" ? {} : { reason };
          const seconds = secondsIn(filled.text("time"));
          const term = seconds === undefined ? {} : { seconds };
          const about = { username, ...where };
          switch (deed) {
            case "mute":
            case "ban": {
              const { until } = await server.request(deed, { ...about, ...why, ...term });
              const end = until === undefined ? "" : times.stamp(String(until));
              return words.done[deed](name, end);
            }
            case "kick":
              await server.request(deed, { ...about, ...why });
              return words.done.kick(name);
            case "unmute":
            case "unban":
              await server.request(deed, about);
              return words.done[deed](name);
            case "purge": {
              const since = sinceIn(filled.text("time"), Date.now());
              const { removed } = await server.request(deed, {
                ...about,
                ...(since === undefined ? {} : { since }),
              });
              return words.done.purge(Number(removed));
            }
          }
        }}
      >
        <ChoiceField
          name="deed"
          label={words.deed}
          value={deed}
          choices={DEEDS.map((each) => [each, words.deeds[each]] as const)}
          onChoice={(value) => setDeed(DEEDS.find((each) => each === value) ?? "mute")}
        />
        <ChoiceField name="where" label={words.where} choices={places} />
        {(LASTING.includes(deed) || deed === "purge") && (
          <TextField
            key={deed === "purge" ? "since" : "time"}
            name="time"
            label={deed === "purge" ? words.since1 : words.howLong}
            hint={deed === "purge" ? words.sinceHint : words.howLongHint}
            suggestions={["10m", "1h", "1d", "1w"]}
          />
        )}
        {REASONED.includes(deed) && (
          <TextField name="reason" label={words.reason} hint={words.reasonHint} />
        )}
      </Form>
    </details>
  );
}
