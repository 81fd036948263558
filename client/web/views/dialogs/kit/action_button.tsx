/** Buttons that ask the server for something: at once, or after asking whether it is meant. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "../../../parts/page_context.ts";
import { useTask } from "../../../parts/use_task.ts";
import { Failure } from "./failure.tsx";
import { useHandedOnFocus } from "./hand_on_focus.ts";

/** What a button is made of. */
export interface ActionProperties {
  readonly label: string;
  /** What a screen reader says, where the label alone does not say what it is about. */
  readonly name?: string;
  readonly onAction: () => Promise<void>;
  readonly isDanger?: boolean;
  /** What is asked before; nothing is asked without. */
  readonly question?: string;
}

/** A button; why it did not work is said beside it. */
export function ActionButton(
  { isDanger, label, name, onAction, question }: ActionProperties,
) {
  const texts = useTexts();
  const task = useTask();
  const [isAsking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const answer = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useHandedOnFocus(button);
  useLayoutEffect(() => {
    if (isAsking) answer.current?.focus();
    else if (wasAsking.current) button.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const style = isDanger ? "button button-danger" : "button";
  const act = () => void task.run(onAction);
  if (isAsking) {
    return (
      <span class="action-question" role="group" aria-label={question}>
        <span dir="auto">{question}</span>
        <button
          ref={answer}
          type="button"
          class={style}
          onClick={() => {
            setAsking(false);
            act();
          }}
        >
          {label}
        </button>
        <button type="button" class="button" onClick={() => setAsking(false)}>
          {texts.common.cancel}
        </button>
      </span>
    );
  }
  return (
    <span class="action">
      <button
        ref={button}
        type="button"
        class={style}
        aria-label={name}
        aria-disabled={task.isBusy}
        onClick={question === undefined ? act : () => setAsking(true)}
      >
        {label}
      </button>
      <Failure text={task.failure} />
    </span>
  );
}
