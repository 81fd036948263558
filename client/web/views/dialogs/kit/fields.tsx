/** Fields of forms, each with its name and, where there is more to say, a hint. */
import { useId, useState } from "preact/hooks";
import { useTexts } from "../../../parts/page_context.ts";

/** What all fields have. */
interface FieldProperties {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
}

/** What a line of text has. */
export interface TextFieldProperties extends FieldProperties {
  /** What stands in it first. */
  readonly value?: string;
  readonly autocomplete?: string;
  readonly isRequired?: boolean;
  readonly isFocused?: boolean;
  /** Whether what is typed is hidden until somebody wants to see it. */
  readonly isSecret?: boolean;
  readonly inputMode?: "numeric" | "text";
  /** Some of what can be typed. */
  readonly suggestions?: readonly string[];
  readonly onInput?: (text: string) => void;
}

const SECRET = { type: "password" } as const;
const PLAIN = { type: "text" } as const;

/** One line. */
export function TextField(properties: TextFieldProperties) {
  const { autocomplete = "off", hint, inputMode, isFocused, isRequired, isSecret, label } =
    properties;
  const { name, onInput, suggestions, value } = properties;
  const texts = useTexts();
  const id = useId();
  const [isShown, setShown] = useState(false);
  return (
    <div class="form-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        {...(isSecret && !isShown
          ? SECRET
          : { ...PLAIN, ...(suggestions === undefined ? {} : { list: `${id}-list` }) })}
        defaultValue={value ?? ""}
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={false}
        dir="auto"
        {...(inputMode === undefined ? {} : { inputMode })}
        required={isRequired === true}
        autofocus={isFocused === true}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={({ currentTarget }) => onInput?.(currentTarget.value)}
      />
      {suggestions !== undefined && (
        <datalist id={`${id}-list`}>
          {suggestions.map((each) => <option key={each} value={each} />)}
        </datalist>
      )}
      {hint !== undefined && <p id={`${id}-hint`} class="form-hint">{hint}</p>}
      {isSecret && (
        <label class="form-check">
          <input
            type="checkbox"
            checked={isShown}
            onChange={({ currentTarget }) => setShown(currentTarget.checked)}
          />
          {texts.common.showPassword}
        </label>
      )}
    </div>
  );
}

/** One of several. */
export function ChoiceField(
  { choices, hint, label, name, onChoice, value }: FieldProperties & {
    readonly choices: readonly (readonly [value: string, label: string])[];
    readonly value?: string;
    readonly onChoice?: (value: string) => void;
  },
) {
  const id = useId();
  return (
    <div class="form-field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ currentTarget }) => onChoice?.(currentTarget.value)}
      >
        {choices.map(([each, words]) => (
          <option key={each} value={each} selected={each === value}>{words}</option>
        ))}
      </select>
      {hint !== undefined && <p id={`${id}-hint`} class="form-hint">{hint}</p>}
    </div>
  );
}

/** A box to check. */
export function CheckField(
  { hint, isChecked, label, name }: FieldProperties & { readonly isChecked?: boolean },
) {
  const id = useId();
  return (
    <div class="form-field">
      <label class="form-check">
        <input
          type="checkbox"
          name={name}
          defaultChecked={isChecked === true}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        />
        {label}
      </label>
      {hint !== undefined && <p id={`${id}-hint`} class="form-hint">{hint}</p>}
    </div>
  );
}
