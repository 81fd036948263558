/** The reducer for the form that asks for a server and an account. */
import { pressHeld } from "../form/login_form_keys.ts";
import { formTold } from "../form/login_form_told.ts";
import type { Action } from "../state/action.ts";
import { type Reduced, reduced } from "../state/reduced.ts";
import type { State } from "../state/state.ts";

/** The form opens, closes, or is told something. */
export function formChanged(
  state: State,
  action: Extract<Action, { kind: "open-form" | "form" | "close-form" | "form-of" }>,
): Reduced {
  switch (action.kind) {
    case "open-form":
      return reduced({
        ...state,
        overlay: { kind: "login", serverId: action.serverId, form: action.form },
      });
    case "form": {
      const { overlay } = state;
      if (overlay?.kind !== "login") return reduced(state);
      const { effects, form } = pressHeld(formTold(overlay.form, action.event));
      const { serverId } = overlay;
      return reduced(
        { ...state, overlay: { ...overlay, form } },
        ...effects.map((effect) => ({ kind: "form" as const, serverId, effect })),
      );
    }
    case "close-form":
      return reduced(state.overlay?.kind === "login" ? { ...state, overlay: undefined } : state);
    case "form-of": {
      const { overlay } = state;
      if (overlay?.kind !== "login") return reduced(state);
      return reduced({ ...state, overlay: { ...overlay, serverId: action.serverId } });
    }
    default:
      action satisfies never;
      return reduced(state);
  }
}
