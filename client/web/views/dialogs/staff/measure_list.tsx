/** Bans and mutes that are in force, and a form for another one. */
import { useState } from "preact/hooks";
import type { MeasureInfo } from "../../../../../protocol/records.ts";
import type { Fields } from "../../../../../protocol/requests.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { secondsIn, targetIn } from "../../../state/forms.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { CheckField, ChoiceField, TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { PageList } from "../kit/page_list.tsx";

const KINDS = ["ban", "mute"] as const;
/** What there is in rooms besides, about all whose names fit. */
const KINDS_HERE = [...KINDS, "exempt", "let_in"] as const;
type Kind = (typeof KINDS_HERE)[number];

/** In a room, or everywhere. */
export function MeasureList({ room }: { room: string | undefined }) {
  const words = useMore().staff;
  const server = useServer();
  const [kind, setKind] = useState<Kind | undefined>(undefined);
  const where = room === undefined ? {} : { room };
  const pages = usePages<MeasureInfo>(async (last) => {
    const { measures, more } = await server.request("measures", {
      ...where,
      ...(kind === undefined ? {} : { kind }),
      ...(last === undefined ? {} : { before: last.measure }),
    });
    return {
      entries: recordsIn<MeasureInfo>(measures, ["kind", "by", "time"]),
      hasMore: more === true,
    };
  }, [room, kind]);
  return (
    <>
      <ChoiceField
        name="kind"
        label={words.which}
        choices={[
          ["all", words.bansAndMutes],
          ["ban", words.bans],
          ["mute", words.mutes],
          ...(room === undefined
            ? []
            : [["exempt", words.exemptions], ["let_in", words.openings]] as const),
        ]}
        onChoice={(value) => setKind(KINDS_HERE.find((each) => each === value))}
      />
      <PageList
        label={words.tabs.measures}
        empty={words.noMeasures}
        pages={pages}
        keyOf={({ measure }) => measure}
      >
        {(measure) => <Measure measure={measure} onLifted={pages.reload} />}
      </PageList>
      <h3 class="part-title">{words.newMeasure}</h3>
      <MeasureForm room={room} onDone={pages.reload} />
    </>
  );
}

function Measure({ measure, onLifted }: { measure: MeasureInfo; onLifted: () => void }) {
  const words = useMore().staff;
  const { times } = usePage();
  const server = useServer();
  const { by, kind, mask, measure: id, network, reason, room, time, until, username } = measure;
  const target = printable(String(username ?? network ?? mask ?? ""));
  const did = Object.hasOwn(words.did, kind) ? words.did[kind] : printable(String(kind));
  return (
    <div class="row">
      <div class="row-text">
        <span dir="auto">
          <strong>{target}</strong> {did}
          {room === undefined ? "" : ` · #${printable(room)}`}
        </span>
        {typeof reason === "string" && reason !== "" && (
          <span class="row-about" dir="auto">{printable(reason)}</span>
        )}
        <span class="row-facts">
          {[
            words.by(printable(by), times.stamp(time)),
            until === undefined ? words.forGood : words.until(times.stamp(until)),
          ].join(" · ")}
        </span>
      </div>
      <ActionButton
        label={words.lift}
        name={words.liftOf(target)}
        onAction={async () => {
          await server.request("lift", { measure: id });
          onLifted();
        }}
      />
    </div>
  );
}

function MeasureForm({ onDone, room }: { room: string | undefined; onDone: () => void }) {
  const { people, staff: words } = useMore();
  const server = useServer();
  return (
    <Form
      isDanger
      isCleared
      submit={words.doIt}
      onSubmit={async (filled) => {
        const kind = filled.choice("kind", KINDS_HERE);
        const target = targetIn(filled.text("target"));
        const seconds = secondsIn(filled.text("time"));
        const reason = filled.text("reason").trim();
        const terms = {
          // A network is kept out everywhere.
          ...(room === undefined || "network" in target ? {} : { room }),
          ...(seconds === undefined ? {} : { seconds }),
          ...(reason === "" ? {} : { reason }),
        };
        if (kind === "exempt" || kind === "let_in") {
          // A plain name is the mask of one name.
          const mask = "username" in target ? { mask: target.username } : target;
          await server.request(kind, { ...mask, ...terms });
        } else if (kind === "mute") {
          const fields: Partial<Fields<"mute">> = { ...target, ...terms };
          await server.request("mute", fields);
        } else {
          const force = filled.flag("force") ? { force: true } : {};
          await server.request("ban", { ...target, ...terms, ...force });
        }
        onDone();
        return words.isDone;
      }}
    >
      <ChoiceField
        name="kind"
        label={people.deed}
        choices={(room === undefined ? KINDS : KINDS_HERE)
          .map((each) => [each, people.deeds[each]] as const)}
      />
      <TextField
        name="target"
        label={words.target}
        hint={room === undefined ? words.targetHint : words.targetHintHere}
        isRequired
      />
      <TextField
        name="time"
        label={people.howLong}
        hint={people.howLongHint}
        suggestions={["10m", "1h", "1d", "1w"]}
      />
      <TextField name="reason" label={people.reason} hint={people.reasonHint} />
      {room === undefined && <CheckField name="force" label={words.force} />}
    </Form>
  );
}
