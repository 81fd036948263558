/** Buttons about keys, beside those that end logins. */
import { type OwnKeysHere, whatReadsOn } from "../../../../commands/parts/key_devices.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { ActionButton } from "../kit/action_button.tsx";

/** Takes this browser out of the account, has it forget its keys, and ends its login. */
export function ForgetButton({ here }: { here: OwnKeysHere }) {
  const words = useMore().settings;
  const { session } = usePage();
  return (
    <ActionButton
      label={words.logOutAndForget}
      isDanger
      question={whatReadsOn(here, Date.now()).length === 0
        ? words.forgetLast
        : words.forgetQuestion}
      onAction={async () => {
        await here.powers.forget();
        await session.logOut();
      }}
    />
  );
}

/** Removes all other devices. */
export function RemoveOthers(
  { here, onRemoved }: { here: OwnKeysHere; onRemoved: () => void },
) {
  const { keys, settings: words } = useMore();
  const names = here.others.map(({ kind, ordinal }) => keys.device(kind, ordinal)).join(", ");
  return (
    <ActionButton
      label={words.removeOthers}
      isDanger
      question={words.removeOthersQuestion(names)}
      onAction={async () => {
        await here.powers.removeDevices(here.others.map(({ id }) => id));
        onRemoved();
      }}
    />
  );
}
