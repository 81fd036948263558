/** Whether the mouse counts. */
import type { State } from "./state.ts";

/** Switches the mouse on or off. */
export function mouseSwitched(state: State): State {
  const hasMouse = state.settings.hasMouse !== true;
  const hint = hasMouse
    ? "Mouse on: the wheel scrolls, a click chooses, Shift selects text"
    : "Mouse off: the terminal selects text";
  return { ...state, hint, settings: { ...state.settings, hasMouse } };
}
