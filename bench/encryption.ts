/** What end-to-end encryption costs a client: time for each step, bytes on the wire, bytes of the page. */
import { addDevices, removeDevices, startAccount } from "../client/encryption/account_changes.ts";
import { openSecret } from "../client/encryption/account_secret.ts";
import {
  type ConversationKey,
  type NewConversationKey,
  newConversationKey,
  openConversationKey,
} from "../client/encryption/conversation_key.ts";
import { NEW_MESSAGE, openMessage, sealMessage } from "../client/encryption/message.ts";
import { deviceFromSeed, newSeed } from "../client/encryption/own_device.ts";
import {
  findRecoveryDevice,
  newRecoveryCode,
  recoveryDevice,
} from "../client/encryption/recovery_code.ts";
import { verificationNumber } from "../client/encryption/verification_number.ts";
import { type Bytes, sameBytes } from "../protocol/encryption/bytes.ts";
import { checkStatement } from "../protocol/encryption/check_statement.ts";
import { followLog } from "../protocol/encryption/follow_log.ts";
import type { AccountLog } from "../protocol/encryption/log.ts";
import { gatherRows, median, tableOf } from "./support/table.ts";

const RUNS = 5;
const TIME_MS = 1_800_000_000_000;
const TEXT = { ...NEW_MESSAGE, content: { text: "a".repeat(100) }, timeMs: TIME_MS };

const results: { what: string; unit: string; target: string; ours: number }[] = [];

function told(what: string, unit: string, ours: number, target = ""): void {
  results.push({ what, unit, target, ours });
}

/** Milliseconds for one time, the median of some runs of `times`. */
async function measured(times: number, work: () => Promise<unknown>): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    for (let time = 0; time < times; time++) await work();
    runs.push((performance.now() - started) / times);
  }
  return median(runs);
}

async function terminal(account: string) {
  return await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
}

/** An account with three devices, of which one is a recovery code. */
async function person(account: string) {
  const [first, second] = [await terminal(account), await terminal(account)];
  const code = newRecoveryCode();
  const recovery = await recoveryDevice(code, account);
  const devices = [first, recovery] as const;
  const start = await startAccount({ account, devices, timeMs: TIME_MS });
  if (start.secret === undefined) throw new TypeError("There is no secret");
  const author = { log: start.log, device: first, secret: start.secret, timeMs: TIME_MS };
  const added = await addDevices(author, [second]);
  return {
    account,
    code,
    device: first,
    second,
    author: { ...author, log: added.log },
    log: added.log,
    entries: [start.entry, added.entry],
    secret: start.secret,
    sealed: start.secrets[0]?.sealed ?? new Uint8Array(),
  };
}

type Person = Awaited<ReturnType<typeof person>>;

async function measureAccounts(alice: Person, bob: Person): Promise<void> {
  const { account, entries, log, device, sealed } = alice;
  const third = await terminal(account);
  told("start an account with a recovery code", "ms", await measured(50, () => person("carol")));
  told("take a device in", "ms", await measured(50, () => addDevices(alice.author, [third])));
  const remove = () => removeDevices(alice.author, [alice.second.id]);
  told("remove a device", "ms", await measured(50, remove));
  told(
    "follow a log of 3 devices",
    "ms",
    await measured(50, () => followLog(entries, { account })),
  );
  told("bytes of that log", "B", entries.reduce((sum, entry) => sum + entry.length, 0));
  const open = () => openSecret(log, device, { generation: 1, sealed });
  told("open the newest secret", "ms", await measured(50, open));
  const number = () => verificationNumber(alice.log.root, bob.log.root);
  told("a verification number", "ms", await measured(50, number));
  const wrong = (alice.code.startsWith("7") ? "8" : "7") + alice.code.slice(1);
  const find = () => findRecoveryDevice(wrong, log);
  told("find a recovery code, first letter wrong", "ms", await measured(1, find));
  const last = alice.code.slice(0, -1) + (alice.code.endsWith("7") ? "8" : "7");
  const search = () => findRecoveryDevice(last, log);
  told("find a recovery code, last letter wrong", "ms", await measured(1, search));
}

async function measureKeys(alice: Person, bob: Person): Promise<NewConversationKey> {
  const logs = [alice.log, bob.log];
  const options = { logs, device: alice.device, before: undefined, timeMs: TIME_MS };
  const make = () => newConversationKey(options);
  told("make a key of a conversation", "ms", await measured(50, make));
  const made = await make();
  const sealed = made.seals.find(({ root }) => sameBytes(root, bob.log.root))?.sealed;
  const secrets = new Map([[1, bob.secret]]);
  const take = async () => {
    const found = await checkStatement(made.statement, logs);
    const options = { found, root: bob.log.root, sealed: sealed ?? new Uint8Array(), secrets };
    return await openConversationKey(options);
  };
  told("take it over", "ms", await measured(50, take));
  const bytes = made.seals.reduce((sum, seal) => sum + seal.sealed.length, made.statement.length);
  told("bytes of a key with 2 seals", "B", bytes);
  return made;
}

async function measureMessages(key: ConversationKey, alice: Person, logs: AccountLog[]) {
  const seal = () => sealMessage(key, alice.device, TEXT);
  told("seal a text of 100 bytes", "ms", await measured(500, seal));
  const sealed = await seal();
  const author = alice.log.root;
  const open = (message: Bytes) =>
    openMessage(key, logs, { sealed: message, author, ...NEW_MESSAGE });
  told("open it", "ms", await measured(500, () => open(sealed)));
  told("bytes of a sealed text of 100", "B", sealed.length);
  const page = await Promise.all(Array.from({ length: 100 }, seal));
  const openPage = () => Promise.all(page.map(open));
  told("open a page of 100", "ms", await measured(5, openPage), "≤ 30");
}

/** Bytes of what a page loads for it, and what a client loads from one file. */
async function measureSize(): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const root = new URL("../", import.meta.url);
    const files = ["client/encryption", "client/encryption/session"].flatMap((of) =>
      [...Deno.readDirSync(new URL(of, root))].filter(({ isFile }) => isFile)
        .map(({ name }) => new URL(`${of}/${name}`, root))
    );
    const entry = `${folder}/all.ts`;
    const all = files.map((url, index) => `export * as module${index} from "${url}";`);
    await Deno.writeTextFile(entry, all.join("\n"));
    const { stderr, stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--platform=browser", "--minify", entry],
      cwd: root,
    }).output();
    if (!success) throw new Error(`It cannot be bundled: ${new TextDecoder().decode(stderr)}`);
    const compressed = new Blob([stdout]).stream().pipeThrough(new CompressionStream("gzip"));
    const bytes = await new Response(compressed).arrayBuffer();
    told("all of it, minified and compressed", "B", bytes.byteLength);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const [alice, bob] = [await person("alice"), await person("bob")];
await measureAccounts(alice, bob);
const { key } = await measureKeys(alice, bob);
await measureMessages(key, alice, [alice.log, bob.log]);
await measureSize();
console.log(tableOf(gatherRows(results)));
