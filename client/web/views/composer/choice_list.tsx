/** The choices above the composer. */
import type { Choice } from "./completion.ts";

/** The id of the list, which the field names. */
export const CHOICE_LIST = "composer-choices";

/** The id of a choice. */
export function choiceId(index: number): string {
  return `${CHOICE_LIST}-${index}`;
}

/** A list in which the field keeps the focus; a click chooses. */
export function ChoiceList(
  { choices, current, label, onChosen }: {
    choices: readonly Choice[];
    current: number;
    label: string;
    onChosen: (choice: Choice) => void;
  },
) {
  return (
    <ul id={CHOICE_LIST} class="choices" role="listbox" aria-label={label}>
      {choices.map((choice, index) => (
        <li
          key={choice.text}
          id={choiceId(index)}
          role="option"
          aria-selected={index === current}
          class="choice"
          // The field keeps the focus, and with it the keyboard of a phone.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChosen(choice)}
        >
          <span class="choice-label" dir="auto">{choice.label}</span>
          <span class="choice-detail" dir="auto">{choice.detail}</span>
        </li>
      ))}
    </ul>
  );
}
