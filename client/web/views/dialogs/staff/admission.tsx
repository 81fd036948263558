/** Who may make an account: the policy, invite codes, and the list of names. */
import { useState } from "preact/hooks";
import type { InviteCode, RegistrationInfo } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useAnswer, usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { numberIn, secondsIn } from "../../../state/forms.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { CopyButton } from "../kit/copy_button.tsx";
import { ChoiceField, TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { Loaded, PageList } from "../kit/page_list.tsx";
import { QrCode } from "../kit/qr_code.tsx";
import { AllowedNames } from "./allowed_names.tsx";

const MODES = ["open", "invite", "closed", "allow_list"] as const;

/** The address that opens the form for a new account with an invite code in it. */
export function inviteLink(origin: string, code: string): string {
  return `${origin}/#invite=${encodeURIComponent(code)}`;
}

/** All of it. */
export function Admission({ isAdmin }: { isAdmin: boolean }) {
  const words = useMore().staff;
  return (
    <>
      <Policy isAdmin={isAdmin} />
      <h3 class="part-title">{words.invites}</h3>
      <InviteCodes />
      <h3 class="part-title">{words.allowed}</h3>
      <AllowedNames />
    </>
  );
}

function Policy({ isAdmin }: { isAdmin: boolean }) {
  const words = useMore().staff;
  const { times } = usePage();
  const server = useServer();
  const answer = useAnswer<RegistrationInfo>(() => server.request("registration", {}), []);
  const modeWord = (mode: string) =>
    Object.hasOwn(words.modes, mode)
      ? words.modes[mode as RegistrationInfo["mode"]]
      : printable(mode);
  return (
    <Loaded answer={answer}>
      {({ mode, next, until }) => (
        <>
          <p>
            {modeWord(mode)}
            {next !== undefined && ` · ${words.then(times.stamp(until ?? ""), modeWord(next))}`}
          </p>
          {isAdmin && (
            <Form
              submit={words.decide}
              onSubmit={async (filled) => {
                const seconds = secondsIn(filled.text("time"));
                await server.request("registration", {
                  mode: filled.choice("mode", MODES),
                  ...(seconds === undefined ? {} : { seconds }),
                });
                answer.reload();
                return words.decided;
              }}
            >
              <ChoiceField
                name="mode"
                label={words.whoMay}
                value={mode}
                choices={MODES.map((each) => [each, words.modes[each]] as const)}
              />
              <TextField name="time" label={words.forTime} hint={words.forTimeHint} />
            </Form>
          )}
        </>
      )}
    </Loaded>
  );
}

function InviteCodes() {
  const words = useMore().staff;
  const server = useServer();
  const [made, setMade] = useState<string | undefined>(undefined);
  const pages = usePages<InviteCode>(async (last) => {
    const before = last === undefined ? {} : { before: last.id };
    const { codes, more } = await server.request("invite_codes", before);
    return {
      entries: recordsIn<InviteCode>(codes, ["code", "by", "time"]),
      hasMore: more === true,
    };
  }, []);
  return (
    <>
      <Form
        isRow
        submit={words.makeInvite}
        onSubmit={async (filled) => {
          const uses = numberIn(filled.text("uses"));
          const seconds = secondsIn(filled.text("time"));
          const { code } = await server.request("invite_code", {
            ...(uses === undefined ? {} : { uses }),
            ...(seconds === undefined ? {} : { seconds }),
          });
          setMade(printable(String(code)));
          pages.reload();
        }}
      >
        <TextField name="uses" label={words.uses} inputMode="numeric" value="1" />
        <TextField name="time" label={words.validFor} suggestions={["1d", "1w"]} />
      </Form>
      {made !== undefined && <Invite code={made} />}
      <PageList
        label={words.invites}
        empty={words.noInvites}
        pages={pages}
        keyOf={({ id }) => id}
      >
        {(invite) => <InviteRow invite={invite} onRevoked={pages.reload} />}
      </PageList>
    </>
  );
}

/** A code to hand on: as a link and as a picture for a phone. */
function Invite({ code }: { code: string }) {
  const words = useMore().staff;
  const link = inviteLink(location.origin, code);
  return (
    <div class="invite" role="status">
      <p>
        {words.handOn} <code>{code}</code>
      </p>
      <p class="row-facts">{link}</p>
      <CopyButton text={link} />
      <QrCode text={link} label={words.inviteQr} />
    </div>
  );
}

function InviteRow({ invite, onRevoked }: { invite: InviteCode; onRevoked: () => void }) {
  const words = useMore().staff;
  const { times } = usePage();
  const server = useServer();
  const { by, revoked, time, until, users, uses_left: left } = invite;
  const code = printable(invite.code);
  const came = Array.isArray(users) ? users.map((name) => printable(String(name))) : [];
  const isDead = revoked === true || Number(left) <= 0;
  return (
    <div class="row">
      <div class="row-text">
        <code>{code}</code>
        <span class="row-facts">
          {[
            revoked === true ? words.revoked : words.left(Number(left)),
            words.by(printable(by), times.stamp(time)),
            ...(until === undefined ? [] : [words.until(times.stamp(until))]),
            ...(came.length === 0 ? [] : [words.usedBy(came.join(", "))]),
          ].join(" · ")}
        </span>
      </div>
      {!isDead && (
        <>
          <CopyButton text={inviteLink(location.origin, invite.code)} />
          <ActionButton
            label={words.revoke}
            name={words.revokeCode(code)}
            isDanger
            onAction={async () => {
              await server.request("revoke_code", { code: invite.code });
              onRevoked();
            }}
          />
        </>
      )}
    </div>
  );
}
