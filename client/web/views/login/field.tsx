/** One field of a form, with its name above and a hint below. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "../../parts/page_context.ts";

/** What a field is for. */
export interface FieldProperties {
  readonly name: string;
  readonly label: string;
  /** Empty for none. */
  readonly hint: string;
  readonly autocomplete: string;
  /** Whether it gets the focus when it appears. */
  readonly isFocused?: boolean;
  /** Whether what is typed is hidden until somebody wants to see it. */
  readonly isSecret?: boolean;
  readonly isOptional?: boolean;
  /** What stands in it first. @default "" */
  readonly value?: string;
}

const SECRET = { type: "password" } as const;
const PLAIN = { type: "text" } as const;

/** The field; what is typed is read from the form. */
export function Field(properties: FieldProperties) {
  const { autocomplete, hint, isFocused, isOptional, isSecret, label, name, value = "" } =
    properties;
  const texts = useTexts();
  const [isShown, setShown] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (isFocused) input.current?.focus();
  }, []);
  return (
    <div class="field">
      <label for={`field-${name}`}>{label}</label>
      <input
        ref={input}
        id={`field-${name}`}
        name={name}
        defaultValue={value}
        {...(isSecret && !isShown ? SECRET : PLAIN)}
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={false}
        required={!isOptional}
        aria-describedby={hint === "" ? undefined : `hint-${name}`}
      />
      {hint !== "" && <p id={`hint-${name}`} class="field-hint">{hint}</p>}
      {isSecret && (
        <label class="field-show">
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
