/** End-to-end encryption: on or off, the devices, how another one or this one is linked. */
import { useEffect } from "preact/hooks";
import type { KeyPowers, OwnState } from "../../../../link/key_powers.ts";
import { HeldBack } from "../../../../sealing/held_back.ts";
import { serverOf } from "../../../../full/state/buffers.ts";
import { otherReaders, whatReadsOn } from "../../../../commands/parts/key_devices.ts";
import { type DeviceUse, UNUSED_DAYS, unusedDevices } from "../../../../wording/device_use.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { type Answer, useAnswer } from "../../../parts/use_pages.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { SERVER_ID } from "../../../state/page_state.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { type Act, LinkAnother, LinkHere } from "./encryption_links.tsx";

/** What is known of the own keys. */
interface Known {
  readonly powers: KeyPowers | undefined;
  readonly state: OwnState;
}

const NOTHING: OwnState = { standing: "none", isOff: false, devices: [], isCodeKnown: false };

/** Asks nobody for keys before somebody wants some. */
export function EncryptionSettings() {
  const words = useMore().keys;
  const { session } = usePage();
  // Whatever happens to keys changes how conversations stand, and is shown here then.
  const changes = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.standings?.get(""));
  const answer = useAnswer<Known>(async () => {
    if (!session.mayHaveKeys) return { powers: undefined, state: NOTHING };
    const powers = await session.keyPowers();
    return { powers, state: await powers?.state() ?? NOTHING };
  }, []);
  useEffect(() => {
    if (changes !== undefined) answer.reload();
  }, [changes]);
  return (
    <>
      <p class="form-hint">{words.intro}</p>
      <Loaded answer={answer}>
        {({ powers, state }) =>
          powers === undefined && session.mayHaveKeys
            ? <p role="status">{words.cannot}</p>
            : <Keys answer={answer} state={state} />}
      </Loaded>
    </>
  );
}

function Keys({ answer, state }: { answer: Answer<Known>; state: OwnState }) {
  const words = useMore().keys;
  const act = useKeys(answer);
  const { isOff, standing } = state;
  if (standing === "unlinked" || standing === "removed") {
    return (
      <>
        <p role="status">{standing === "removed" ? words.wasRemoved : words.notLinked}</p>
        <LinkHere act={act} />
      </>
    );
  }
  if (standing === "none" || isOff) {
    return (
      <>
        {isOff && <p role="status">{words.isOff}</p>}
        <ActionButton label={words.turnOn} onAction={() => act((powers) => powers.begin())} />
        {isOff && <Devices act={act} state={state} />}
      </>
    );
  }
  return (
    <>
      <p role="status">{words.isOn}</p>
      <Devices act={act} state={state} />
      <LinkAnother act={act} />
      <div class="button-row">
        <ActionButton
          label={words.newCode}
          question={words.newCodeQuestion}
          onAction={() => act((powers) => powers.newCode())}
        />
        <ActionButton
          label={words.turnOff}
          question={words.turnOffQuestion}
          isDanger
          onAction={() => act((powers) => powers.end())}
        />
      </div>
    </>
  );
}

function Devices({ act, state }: { act: Act; state: OwnState }) {
  const { keys: words, settings } = useMore();
  const { times } = usePage();
  const { devices } = state;
  const others = otherReaders(state);
  const unused = unusedDevices(devices, Date.now());
  return (
    <>
      <h3 class="part-title">{words.devices}</h3>
      <ul class="list" aria-label={words.devices}>
        {devices.map(({ addedTimeMs, id, isThis, kind, ordinal, use }) => {
          const name = words.device(kind, ordinal);
          return (
            <li key={id} class="list-row row">
              <div class="row-text">
                <strong>{name}</strong>
                <span class="row-facts">
                  {[
                    ...(isThis ? [words.thisOne] : []),
                    words.since(times.stamp(new Date(addedTimeMs).toISOString())),
                    ...(use === undefined ? [] : [useText(use)]),
                  ].join(" · ")}
                </span>
              </div>
              {!isThis && kind !== "recovery" && (
                <ActionButton
                  label={words.remove}
                  name={words.removeWhich(name)}
                  question={words.removeQuestion(name)}
                  isDanger
                  onAction={() => act((powers) => powers.removeDevices([id]))}
                />
              )}
            </li>
          );
        })}
      </ul>
      {unused.length > 0 && (
        <>
          <p class="form-hint">{words.unused(UNUSED_DAYS)}</p>
          <ActionButton
            label={words.removeUnused}
            question={words.removeUnusedQuestion(
              unused.map(({ kind, ordinal }) => words.device(kind, ordinal)).join(", "),
            )}
            isDanger
            onAction={() => act((powers) => powers.removeDevices(unused.map(({ id }) => id)))}
          />
        </>
      )}
      <ActionButton
        label={words.forget}
        question={whatReadsOn({ others, state }, Date.now()).length === 0
          ? settings.forgetLast
          : words.forgetQuestion}
        isDanger
        onAction={() => act((powers) => powers.forget())}
      />
    </>
  );

  function useText({ isLoggedIn, used }: DeviceUse): string {
    if (isLoggedIn) return words.loggedIn;
    return used === undefined ? words.notLoggedIn : words.notLoggedInSince(times.stamp(used));
  }
}

function useKeys(answer: Answer<Known>): Act {
  const words = useMore().keys;
  const { session } = usePage();
  return async (work) => {
    const powers = await session.keyPowers();
    if (powers === undefined) throw new HeldBack(words.cannot);
    await work(powers);
    answer.reload();
  };
}
