/** Where the account is logged in, and how that ends. */
import type { SessionInfo } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { deviceEnding, endLogin, keysHere } from "../../../../commands/parts/key_devices.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { ForgetButton, RemoveOthers } from "./device_keys_buttons.tsx";
import { TokenPart } from "./token_part.tsx";

/** A list with this device first. */
export function DeviceSettings() {
  const { keys, programs, settings: words } = useMore();
  const { session, times } = usePage();
  const server = useServer();
  const answer = useAnswer(async () => {
    const { sessions } = await server.request("sessions", {});
    const here = session.mayHaveKeys
      ? await keysHere({ keys: () => session.keyPowers() })
      : undefined;
    return {
      here,
      sessions: recordsIn<SessionInfo>(sessions, [])
        .filter(({ session }) => Number.isInteger(session))
        .toSorted((one, other) => Number(other.current === true) - Number(one.current === true)),
    };
  }, []);
  return (
    <Loaded answer={answer}>
      {({ here, sessions }) => (
        <>
          <ul class="list" aria-label={words.tabs.devices}>
            {sessions.map(({ session: id, ...info }) => {
              const { address, created, current, device, online, token, used } = info;
              const ending = here &&
                deviceEnding({ ...info, session: id }, { sessions, others: here.others });
              const removedToo = ending && keys.device(ending.kind, ending.ordinal);
              const name = token !== undefined
                ? programs.program(printable(String(token)))
                : printable(String(device ?? "")) || words.unknownDevice;
              return (
                <li key={id} class="list-row row">
                  <div class="row-text">
                    <strong dir="auto">{name}</strong>
                    <span class="row-facts">
                      {[
                        words.from(printable(String(address ?? ""))),
                        current === true
                          ? words.thisDevice
                          : online === true
                          ? words.onlineNow
                          : words.lastUsed(times.stamp(used)),
                        words.loggedInSince(times.stamp(created)),
                      ].join(" · ")}
                    </span>
                  </div>
                  {current === true
                    ? (
                      <span class="button-row">
                        <ActionButton
                          label={words.logOut}
                          onAction={() => session.logOut()}
                        />
                        {here !== undefined && <ForgetButton here={here} />}
                      </span>
                    )
                    : (
                      <ActionButton
                        label={words.logOut}
                        name={words.logOutDevice(name)}
                        isDanger
                        {...(removedToo === undefined
                          ? {}
                          : { question: words.logOutAndRemove(name, removedToo) })}
                        onAction={async () => {
                          if (here === undefined || ending === undefined) {
                            await server.request("revoke", { session: id });
                          } else {
                            await endLogin({
                              powers: here.powers,
                              request: (action, fields) => server.request(action, fields),
                            }, { device: ending, session: id });
                          }
                          answer.reload();
                        }}
                      />
                    )}
                </li>
              );
            })}
          </ul>
          {here !== undefined && <p class="form-hint">{words.keysStay}</p>}
          {sessions.length > 1 && (
            <ActionButton
              label={words.logOutOthers}
              isDanger
              question={words.logOutOthersQuestion}
              onAction={async () => {
                await server.request("revoke", { others: true });
                answer.reload();
              }}
            />
          )}
          {here !== undefined && here.others.length > 0 && (
            <RemoveOthers here={here} onRemoved={answer.reload} />
          )}
          <TokenPart onMade={answer.reload} />
        </>
      )}
    </Loaded>
  );
}
