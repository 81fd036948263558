/** The reducer for keys, wherever they go: the form, a list, a question, a message, or the line. */
import type { Key } from "../../terminal/input/key.ts";
import { pressForm } from "../form/login_form_keys.ts";
import { activeBuffer, withBuffer } from "../state/buffers.ts";
import { mouseSwitched } from "../state/mouse.ts";
import { type Reduced, reduced } from "../state/reduced.ts";
import type { State } from "../state/state.ts";
import type { Tools } from "../state/tools.ts";
import { pressInList } from "./lists/reduce_list.ts";
import { pressMouse } from "./reduce_mouse.ts";
import { pressInQuestion, withoutFileQuestion } from "./writing/reduce_question.ts";
import { deselected, pressSelecting } from "./writing/reduce_select.ts";
import { pressTyping } from "./writing/reduce_typing.ts";

/** A key was pressed, a button of the mouse as well, or the window has come into focus or gone out of it. */
export function pressed(state: State, key: Key, tools: Tools): Reduced {
  if (key.name === "focus-in") return reduced({ ...state, hasFocus: true });
  if (key.name === "focus-out") return reduced(unfocused(state));
  const { at, ...unplaced } = key;
  if (at !== undefined) {
    const press = (then: State, other: Key) => pressed(then, other, tools);
    return pressMouse(state, { ...unplaced, at }, { tools, press });
  }
  // It works in front of everything, for who wants to select what is there.
  if (key.text === "" && tools.keymap.lookup(key) === "mouse") return reduced(mouseSwitched(state));
  const { overlay } = state;
  switch (overlay?.kind) {
    case "login": {
      const { effect, form } = pressForm(overlay.form, key);
      const next: State = { ...state, overlay: { ...overlay, form } };
      const { serverId } = overlay;
      return effect === undefined
        ? reduced(next)
        : reduced(next, { kind: "form", serverId, effect });
    }
    case "list":
      return pressInList(state, key, tools);
    case "question": {
      const left = withoutFileQuestion(state, key);
      return left === undefined ? pressInQuestion(state, key) : pressed(left, key, tools);
    }
  }
  if (activeBuffer(state)?.selectedId === undefined) return pressTyping(state, key, tools);
  return pressSelecting(state, key, tools) ?? pressTyping(deselected(state), key, tools);
}

/** What comes while nobody looks is new when they come back: what was new before is not. */
function unfocused(state: State): State {
  return withBuffer(
    { ...state, hasFocus: false },
    state.activeKey,
    ({ firstUnreadId, unread }) => ({
      firstUnreadId: unread > 0 ? firstUnreadId : undefined,
    }),
  );
}
