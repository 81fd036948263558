/** Where the account is logged in, and how that ends. */
import type { SessionInfo } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { TokenPart } from "./token_part.tsx";

/** A list with this device first. */
export function DeviceSettings() {
  const { programs, settings: words } = useMore();
  const { session, times } = usePage();
  const server = useServer();
  const answer = useAnswer(async () => {
    const { sessions } = await server.request("sessions", {});
    return recordsIn<SessionInfo>(sessions, [])
      .filter(({ session }) => Number.isInteger(session))
      .toSorted((one, other) => Number(other.current === true) - Number(one.current === true));
  }, []);
  return (
    <Loaded answer={answer}>
      {(sessions) => (
        <>
          <ul class="list" aria-label={words.tabs.devices}>
            {sessions.map(({ session: id, ...info }) => {
              const { address, created, current, device, online, token, used } = info;
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
                      <ActionButton
                        label={words.logOut}
                        onAction={() => session.logOut()}
                      />
                    )
                    : (
                      <ActionButton
                        label={words.logOut}
                        name={words.logOutDevice(name)}
                        isDanger
                        onAction={async () => {
                          await server.request("revoke", { session: id });
                          answer.reload();
                        }}
                      />
                    )}
                </li>
              );
            })}
          </ul>
          {sessions.length > 1 && session.mayHaveKeys && <p class="form-hint">{words.keysStay}</p>}
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
          <TokenPart onMade={answer.reload} />
        </>
      )}
    </Loaded>
  );
}
