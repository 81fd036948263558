/** Chooses how this browser tells of messages, and says what it cannot do: a part of a dialog. */
import type { PushNotify } from "../../../../../protocol/push.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import type { PushChoice } from "../../../device/choices.ts";
import { useDevice } from "../../../parts/device_context.ts";
import { useMore } from "../../../parts/more_context.ts";
import { QuietSettings } from "./quiet_settings.tsx";

const CHOICES: readonly PushNotify[] = ["mentions", "all"];

/** What is chosen holds at once. */
export function NotifySettings() {
  const words = useMore().notify;
  const { device, keeping, standing } = useDevice();
  const { canPush, isTold, permission, problem, push, worker } = standing;
  const kept = keeping();
  const choose = (change: Partial<PushChoice>) =>
    void device.push({ notify: "mentions", hidesText: false, ...push, ...change });
  return (
    <>
      <p class="field-hint">{words.permission[permission]}</p>
      {permission === "default" && (
        <button
          type="button"
          class="button-plain"
          onClick={() => void device.ask()}
        >
          {words.allow}
        </button>
      )}
      {canPush && permission !== "denied" && permission !== "missing" && (
        <>
          <fieldset class="options">
            <legend>{words.push}</legend>
            <label class="option">
              <input
                type="radio"
                name="push"
                checked={push === undefined}
                onChange={() => void device.push(undefined)}
              />
              {words.pushes.none}
            </label>
            {CHOICES.map((notify) => (
              <label key={notify} class="option">
                <input
                  type="radio"
                  name="push"
                  checked={push?.notify === notify}
                  onChange={() => choose({ notify })}
                />
                {words.pushes[notify]}
              </label>
            ))}
          </fieldset>
          {push !== undefined && (
            <>
              <label class="option">
                <input
                  type="checkbox"
                  checked={push.hidesText}
                  onChange={({ currentTarget }) => choose({ hidesText: currentTarget.checked })}
                />
                {words.hideText}
              </label>
              <QuietSettings onChange={() => choose({})} />
            </>
          )}
        </>
      )}
      <p class="field-hint" role="status">
        {problem !== "" ? words.problem(printable(problem)) : isTold ? words.told : ""}
      </p>
      <p class="field-hint">{words.worker[worker]}</p>
      <p class="field-hint">{words.keeping[kept]}</p>
    </>
  );
}
