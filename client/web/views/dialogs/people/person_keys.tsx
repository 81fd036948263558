/** Whose keys somebody writes with: a number to compare, and what was decided about it. */
import { useState } from "preact/hooks";
import { foldUsername } from "../../../../../protocol/names.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import type { TalkStanding } from "../../../../encryption/session/private_talk.ts";
import type { KeyPowers, Verification } from "../../../../link/key_powers.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { Failure } from "../kit/failure.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { QrCode } from "../kit/qr_code.tsx";

/** Whose keys they are, and the number that a camera has read of them. */
interface PersonKeysProperties {
  username: string;
  scanned: string | undefined;
}

/** For who has keys; nobody else is asked for any. */
export function PersonKeys({ scanned, username }: PersonKeysProperties) {
  const { session } = usePage();
  return session.mayHaveKeys ? <Known username={username} scanned={scanned} /> : null;
}

function Known({ scanned, username }: PersonKeysProperties) {
  const words = useMore().keys;
  const { session } = usePage();
  const account = foldUsername(username);
  const name = printable(username);
  const [number, setNumber] = useState<Verification>();
  const answer = useAnswer(async () => {
    const powers = await session.keyPowers();
    const standing = await powers?.standing(account);
    if (scanned !== undefined && HAS_KEYS.has(standing)) {
      setNumber(await powers?.verification(account));
    }
    return { powers, standing };
  }, [account]);
  return (
    <Loaded answer={answer}>
      {({ powers, standing }) => {
        if (powers === undefined || standing === undefined || standing === "not_begun") return null;
        const act = async (work: (powers: KeyPowers) => Promise<void>) => {
          await work(powers);
          answer.reload();
        };
        const hasKeys = HAS_KEYS.has(standing);
        return (
          <section aria-label={words.person}>
            <h3 class="part-title">{words.person}</h3>
            <p role="status" dir="auto">{words.standing[standing](name)}</p>
            {hasKeys && (
              <div class="button-row">
                <ActionButton
                  label={words.showNumber}
                  onAction={async () => setNumber(await powers.verification(account))}
                />
                {standing === "replaced" && (
                  <ActionButton
                    label={words.trust}
                    question={words.trustQuestion(name)}
                    onAction={() => act((powers) => powers.trust(account))}
                  />
                )}
                {standing === "verified" && (
                  <ActionButton
                    label={words.undo}
                    onAction={() => act((powers) => powers.verify(account, false))}
                  />
                )}
              </div>
            )}
            {number !== undefined && (
              <>
                {scanned !== undefined && (number.isSame(scanned)
                  ? <p role="status" dir="auto">{words.scanned(name)}</p>
                  : <Failure text={words.scannedOther(name)} />)}
                <p class="form-hint">{words.numberHint(name)}</p>
                <p class="key-number" role="group" aria-label={words.numberOf(name)}>
                  <code>{number.number.join(" ")}</code>
                </p>
                <QrCode text={number.linkAt(location.origin)} label={words.numberQr} />
                {standing === "encrypted" && (scanned === undefined || number.isSame(scanned)) && (
                  <ActionButton
                    label={words.isSame}
                    onAction={() => act((powers) => powers.verify(account, true))}
                  />
                )}
              </>
            )}
          </section>
        );
      }}
    </Loaded>
  );
}

/** How it stands with somebody who has keys, so that there is a number. */
const HAS_KEYS: ReadonlySet<TalkStanding | undefined> = new Set<TalkStanding>([
  "encrypted",
  "verified",
  "replaced",
]);
