/** A form: what was typed stays when it is refused, and why is said below it. */
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { useTask } from "../../../parts/use_task.ts";
import { Failure } from "./failure.tsx";
import { useHandedOnFocus } from "./hand_on_focus.ts";

/** What stands in a form. */
export interface Filled {
  /** As it was typed. */
  text(name: string): string;
  /** Whether a box is checked. */
  flag(name: string): boolean;
  /** Which of several is chosen; the first of `values` when it is none of them. */
  choice<Value extends string>(name: string, values: readonly Value[]): Value;
}

/** What a form is made of. */
export interface FormProperties {
  /** On the button. */
  readonly submit: string;
  /** Throws {FormProblem} for what cannot be asked for; resolves with what is said then, if anything. */
  readonly onSubmit: (filled: Filled) => Promise<string | void>;
  /** Whether the fields are empty again afterwards. @default false */
  readonly isCleared?: boolean;
  /** Whether fields and button stand side by side. @default false */
  readonly isRow?: boolean;
  /** Whether it destroys something. @default false */
  readonly isDanger?: boolean;
  readonly children: ComponentChildren;
}

/** Fields with a button below, and what has come of it. */
export function Form(
  { children, isCleared, isDanger, isRow, onSubmit, submit }: FormProperties,
) {
  const task = useTask();
  const [done, setDone] = useState("");
  const own = useRef<HTMLFormElement>(null);
  useHandedOnFocus(own);
  async function submitted(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    let said: string | void = undefined;
    setDone("");
    const isDone = await task.run(async () => {
      said = await onSubmit(filledIn(new FormData(form)));
    });
    if (!isDone) return;
    setDone(said ?? "");
    if (isCleared) form.reset();
  }
  return (
    <form ref={own} class={isRow ? "form form-row" : "form"} onSubmit={submitted}>
      <div class="form-fields">{children}</div>
      <Failure text={task.failure} />
      <p class="form-done" role="status">{done}</p>
      <button
        type="submit"
        class={isDanger ? "button button-danger" : "button button-main"}
        aria-disabled={task.isBusy}
      >
        {submit}
      </button>
    </form>
  );
}

function filledIn(data: FormData): Filled {
  const text = (name: string) => {
    const value = data.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    text,
    flag: (name) => data.has(name),
    choice: (name, values) => {
      const found = values.find((value) => value === text(name)) ?? values[0];
      if (found === undefined) throw new TypeError("There is nothing to choose from");
      return found;
    },
  };
}
