/** A field with a list below it from which one is chosen, with the keys or a click (ARIA combobox). */
import type { ComponentChild } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Something that can be chosen. */
export interface Choice {
  readonly key: string;
  readonly show: ComponentChild;
}

/** What a picker is made of. */
export interface PickerProperties {
  readonly label: string;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly choices: readonly Choice[];
  readonly onChoose: (key: string) => void;
  /** What is said below the field: how many there are, that it is searching. */
  readonly note: string;
  /** The last one is reached: there may be more. */
  readonly onEnd?: () => void;
  readonly placeholder?: string;
}

/** The field has the focus; ↑ and ↓ choose, Enter takes. */
export function Picker(
  { choices, label, note, onChoose, onEnd, onQuery, placeholder, query }: PickerProperties,
) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, choices.length - 1);
  useLayoutEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
    if (chosen >= 0 && chosen === choices.length - 1) onEnd?.();
  }, [chosen, choices.length]);
  function pressed(event: KeyboardEvent) {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(choices.length - 1, chosen + by)));
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      const choice = choices[chosen];
      if (choice !== undefined) onChoose(choice.key);
    }
  }
  return (
    <div class="picker">
      <input
        type="text"
        class="picker-field"
        role="combobox"
        aria-label={label}
        aria-expanded={choices.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen < 0 ? undefined : `${id}-${chosen}`}
        aria-describedby={`${id}-note`}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        autofocus
        dir="auto"
        placeholder={placeholder}
        value={query}
        onInput={({ currentTarget }) => {
          setAt(0);
          onQuery(currentTarget.value);
        }}
        onKeyDown={pressed}
      />
      <p id={`${id}-note`} class="list-note" role="status">{note}</p>
      <ul ref={list} id={`${id}-list`} class="picker-list" role="listbox" aria-label={label}>
        {choices.map(({ key, show }, index) => (
          <li
            key={key}
            id={`${id}-${index}`}
            class="picker-choice"
            role="option"
            aria-selected={index === chosen}
            onClick={() => onChoose(key)}
          >
            {show}
          </li>
        ))}
      </ul>
    </div>
  );
}
