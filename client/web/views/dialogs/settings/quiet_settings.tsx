/** Chooses hours of the day in which nothing is pushed to this browser: a part of a dialog. */
import { useId, useState } from "preact/hooks";
import {
  browserZone,
  isRight,
  keepQuiet,
  keptQuiet,
  type QuietTimes,
  USUAL_TIMES,
} from "../../../device/quiet_hours.ts";
import { useMore } from "../../../parts/more_context.ts";

/** Calls `onChange` when the server is to be told. What is no span of time is not kept. */
export function QuietSettings({ onChange }: { onChange: () => void }) {
  const words = useMore().notify.quiet;
  const id = useId();
  const [times, setTimes] = useState(keptQuiet);
  const choose = (next: QuietTimes | undefined) => {
    setTimes(next);
    if (next !== undefined && !isRight(next)) return;
    keepQuiet(next);
    onChange();
  };
  return (
    <>
      <label class="option">
        <input
          type="checkbox"
          checked={times !== undefined}
          onChange={({ currentTarget }) => choose(currentTarget.checked ? USUAL_TIMES : undefined)}
        />
        {words.on}
      </label>
      {times !== undefined && (
        <fieldset class="options" aria-describedby={`${id}-hint`}>
          <legend>{words.times}</legend>
          {(["from", "to"] as const).map((name) => (
            <div key={name} class="form-field">
              <label for={`${id}-${name}`}>{words[name]}</label>
              <input
                id={`${id}-${name}`}
                type="time"
                required
                value={times[name]}
                onChange={({ currentTarget }) => choose({ ...times, [name]: currentTarget.value })}
              />
            </div>
          ))}
          <p id={`${id}-hint`} class="form-hint">{words.hint(browserZone())}</p>
          <p class="form-hint" role="status">{isRight(times) ? "" : words.wrong}</p>
        </fieldset>
      )}
    </>
  );
}
