/** What admins do about an account: its role, its password, its second factor, its connections. */
import { parseBandwidth, parseShare } from "../../../../../protocol/quantity.ts";
import type { Fields } from "../../../../../protocol/requests.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch } from "../../../parts/page_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { useServer } from "../../../parts/use_server.ts";
import { FormProblem } from "../../../state/form_problem.ts";
import { serverRolesToGive } from "../../../state/may.ts";
import { isAtLeast } from "../../../state/server_rank.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { ChoiceField, TextField } from "../kit/fields.tsx";
import { type Filled, Form } from "../kit/form.tsx";
import { serverRoleWord } from "./person_words.ts";

/** For moderators what was done about the account; for admins everything. */
export function StaffPart({ role, username }: { username: string; role: string }) {
  const words = useMore().people;
  const dispatch = useDispatch();
  const server = useServer();
  const own = useSelected((state) => state.role);
  const name = printable(username);
  if (!isAtLeast(own, "admin")) return null;
  const roles = serverRolesToGive(own);
  return (
    <details class="part">
      <summary>{words.account}</summary>
      <Form
        isRow
        submit={words.giveRole}
        onSubmit={async (filled) => {
          await server.request("grant", { username, role: filled.choice("role", roles) });
          return words.roleGiven;
        }}
      >
        <ChoiceField
          name="role"
          label={words.serverRole}
          value={role}
          choices={roles.map((each) => [each, serverRoleWord(each, words)] as const)}
        />
      </Form>
      <div class="button-row">
        <ActionButton
          isDanger
          label={words.resetPassword}
          question={words.resetPasswordQuestion(name)}
          onAction={async () => {
            await server.request("reset_password", { username });
          }}
        />
        <ActionButton
          isDanger
          label={words.resetSecondFactor}
          question={words.resetSecondFactorQuestion(name)}
          onAction={async () => {
            await server.request("reset_second_factor", { username });
          }}
        />
        <button
          type="button"
          class="button"
          onClick={() => dispatch({ kind: "open-dialog", dialog: { kind: "staff", tab: "audit" } })}
        >
          {words.audit}
        </button>
      </div>
      <h3 class="part-title">{words.simulate}</h3>
      <p class="form-hint">{words.simulateHint}</p>
      <Form
        submit={words.simulateNow}
        onSubmit={async (filled) => {
          const fields = simulated(filled);
          await server.request("simulate", { username, ...fields });
          return Object.keys(fields).length === 0 ? words.simulateOff : words.simulateOn;
        }}
      >
        <TextField name="delay" label={words.delay} inputMode="numeric" />
        <TextField name="jitter" label={words.jitter} inputMode="numeric" />
        <TextField name="bandwidth" label={words.bandwidth} />
        <TextField name="drop" label={words.drop} />
      </Form>
    </details>
  );
}

/** How connections are to be made worse; nothing leaves them as they are. Throws {FormProblem}. */
function simulated({ text }: Filled): Partial<Fields<"simulate">> {
  const read = (name: string, understand: (value: string) => number) => {
    const value = text(name).trim();
    if (value === "") return undefined;
    try {
      return understand(value);
    } catch {
      throw new FormProblem("quality");
    }
  };
  const milliseconds = (value: string) => {
    if (!/^\d{1,5}$/.test(value) || Number(value) > 10_000) throw new FormProblem("quality");
    return Number(value);
  };
  const fields = {
    delay_ms: read("delay", milliseconds),
    jitter_ms: read("jitter", milliseconds),
    bandwidth_bits: read("bandwidth", (value) => Math.round(parseBandwidth(value))),
    drop: read("drop", parseShare),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
