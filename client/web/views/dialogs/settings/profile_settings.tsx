/** What others see about the account, and whether it is away. */
import type { Profile } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { serverOf } from "../../../../full/state/buffers.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useTexts } from "../../../parts/page_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { useServer } from "../../../parts/use_server.ts";
import { SERVER_ID } from "../../../state/page_state.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { Loaded } from "../kit/page_list.tsx";

/** Two forms. */
export function ProfileSettings() {
  const server = useServer();
  const answer = useAnswer<Profile>(() => server.request("profile", {}), []);
  return (
    <>
      <AwayForm />
      <Loaded answer={answer}>{(profile) => <ProfileForm profile={profile} />}</Loaded>
    </>
  );
}

function ProfileForm({ profile }: { profile: Profile }) {
  const words = useMore().settings;
  const server = useServer();
  const text = (value: unknown) => typeof value === "string" ? value : "";
  return (
    <Form
      submit={words.save}
      onSubmit={async (filled) => {
        await server.request("profile", {
          display_name: filled.text("display-name").trim(),
          about: filled.text("about").trim(),
          time_zone: filled.text("zone").trim(),
        });
        return words.saved;
      }}
    >
      <TextField
        name="display-name"
        label={words.displayName}
        autocomplete="name"
        value={text(profile.display_name)}
      />
      <TextField name="about" label={words.about} value={text(profile.about)} />
      <TextField
        name="zone"
        label={words.zone}
        hint={words.zoneHint(Intl.DateTimeFormat().resolvedOptions().timeZone)}
        value={text(profile.time_zone)}
        suggestions={Intl.supportedValuesOf("timeZone")}
      />
    </Form>
  );
}

function AwayForm() {
  const words = useMore().settings;
  const texts = useTexts();
  const server = useServer();
  const away = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.away);
  if (away !== undefined) {
    return (
      <div class="button-row">
        <span dir="auto">{words.youAre(texts.people.away(printable(away)))}</span>
        <ActionButton
          label={words.back}
          onAction={async () => {
            await server.request("back", {});
          }}
        />
      </div>
    );
  }
  return (
    <Form
      isRow
      isCleared
      submit={words.goAway}
      onSubmit={async (filled) => {
        const reason = filled.text("reason").trim();
        await server.request("away", reason === "" ? {} : { reason });
      }}
    >
      <TextField name="reason" label={words.awayReason} />
    </Form>
  );
}
