/** Pages of encrypted messages, and how long it takes to open them where this runs. */
import { startAccount } from "../../client/encryption/account_changes.ts";
import { newConversationKey } from "../../client/encryption/conversation_key.ts";
import { NEW_MESSAGE, openMessage, sealMessage } from "../../client/encryption/message.ts";
import { deviceFromSeed, newSeed } from "../../client/encryption/own_device.ts";

const TIME_MS = 1_800_000_000_000;
const PAGE = 100;

/** Milliseconds for each of `runs` pages of 100 texts of 100 bytes, the first of which is left out. */
export async function openPages(runs: number): Promise<number[]> {
  const [alice, bob] = [await starts("alice"), await starts("bob")];
  const logs = [alice.log, bob.log];
  const { device } = alice;
  const { key } = await newConversationKey({ logs, device, before: undefined, timeMs: TIME_MS });
  const text = { ...NEW_MESSAGE, content: { text: "a".repeat(100) }, timeMs: TIME_MS };
  const page = await Promise.all(
    Array.from({ length: PAGE }, () => sealMessage(key, device, text)),
  );
  const took: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const startedMs = performance.now();
    await Promise.all(
      page.map((sealed) =>
        openMessage(key, logs, { sealed, author: alice.log.root, ...NEW_MESSAGE })
      ),
    );
    took.push(performance.now() - startedMs);
  }
  return took.slice(1);
}

async function starts(account: string) {
  const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
  return { device, ...await startAccount({ account, devices: [device], timeMs: TIME_MS }) };
}
