/** Random histories of a journal: entries of every kind, of people who stumble over one another. */
import fc from "fast-check";
import type { Content } from "../../protocol/content/content.ts";
import { codeAt } from "../../server/accounts/totp.ts";
import { hashToken } from "../../server/accounts/tokens.ts";
import { normalizeTypedCode } from "../../server/accounts/typed_code.ts";
import { CONSOLE, GUEST, SERVER } from "../../server/journal/actors.ts";
import { numbered, RandomKeys, randomSealed } from "./random_keys.ts";
import type { Entry, EntryKind, FieldsOf } from "../../server/journal/entries.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const BEGIN_MS = 1_700_000_000_000;
const RECOVERY_CODE = normalizeTypedCode("aaaa-bbbb");
const SECRET = new Uint8Array(20).fill(7);

const NAMES = ["alice", "bob", "carol", "dave", "eve", "fay", "gus"] as const;
const ROOMS = ["general", "red", "blue", "green", "staff", "moderation"] as const;

const name = fc.constantFrom(...NAMES, ...NAMES, "Alice", "nobody");
const room = fc.oneof(
  { weight: 3, arbitrary: fc.constant("general") },
  { weight: 3, arbitrary: fc.constantFrom(...ROOMS, "#Red", "nowhere") },
);
const account = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: NAMES.length - 1 }) },
  { weight: 1, arbitrary: fc.integer({ min: 7, max: 12 }) },
);
const keeper = fc.oneof(
  { weight: 2, arbitrary: account },
  { weight: 1, arbitrary: fc.constant(CONSOLE) },
);
const address = fc.constantFrom("", "192.0.2.1", "::1");
const flag = fc.boolean();
/** A number that {@linkcode entriesOf} brings into the range of what there is by then. */
const number = fc.integer({ min: 1, max: 1_000_000 });
const password = fc.constantFrom("-", "+");
const seconds = fc.constantFrom(undefined, 1, 60, 86_400, 10 ** 9);
const reason = fc.constantFrom("", "because");
const limit = fc.constantFrom(1, 3, 500);
const token = fc.tuple(fc.nat(60), fc.nat(1)).map((bytes) => new Uint8Array(bytes));
const inviteCode = fc.constantFrom(undefined, "CODE");
const clock = fc.integer({ min: 1, max: 6 }).map((step) => step * 30_000);
const text = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("hi", "@bob look", "@room all", "bad", "so baaad") },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom("bad ".repeat(12_000), "baaa ".repeat(8_000)) },
);
const node = fc.constantFrom("a", "b");
const nodeConnection = { node, connection: fc.integer({ min: 1, max: 9 }) };
const place = fc.option(room, { nil: undefined });
const nonce = fc.constantFrom(undefined, undefined, "n1", "n2", "n3");
const code = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map((step) => codeAt(SECRET, step)),
  fc.constantFrom(RECOVERY_CODE, "000000"),
);
const codePlace = fc.constantFrom(undefined, "", "192.0.2.1");
const cursor = fc.option(
  fc.record({ after: number, upTo: number, removed: fc.nat(3) }),
  { nil: undefined, freq: 4 },
);
const readPlace = fc.oneof(
  fc.record({ room }),
  fc.record({ with: fc.constantFrom(...NAMES, "deleted user") }),
);
const keyHash = fc.constantFrom("", "c2FsdA==.aGFzaA==", "c2FsdA==.b3RoZXI=");
const acting = { actor: account, address };
const keeping = { actor: keeper, address };
/** A few files, of which people send the same ones again and again. */
const file = fc.record({
  name: fc.constantFrom("photo.png", "bad.txt", "notes on bob.pdf"),
  sha256: fc.constantFrom("aa", "bb", "cc", "dd").map((digits) => digits.repeat(32)),
  type: fc.constantFrom("image/png", "application/octet-stream"),
  width: fc.constant(5),
  height: fc.constant(7),
  preview: fc.constant("AAAAAAAA"),
}, { requiredKeys: ["name", "sha256", "type"] })
  .map((drawn) => ({ ...drawn, size: parseInt(drawn.sha256.slice(0, 2), 16) }));
const content: fc.Arbitrary<Content> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("text", "action"), text }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("file"), text, file }) },
);
const limits = fc.option(
  fc.record({
    textBytes: fc.constantFrom(40, 8_192),
    dailyTextBytes: fc.constantFrom(1_000, 5_000, 10 ** 9),
    accountFileBytes: fc.constantFrom(500, 10 ** 9),
    roomFileBytes: fc.constantFrom(1_000, 10 ** 9),
    serverFileBytes: fc.constantFrom(400, 10 ** 9),
  }, { requiredKeys: [] }),
);
const bounded = limits.map((limits) => limits === null ? {} : { limits });
const saying = {
  actor: account,
  authorName: name,
  content,
  replyTo: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, number),
  nonce,
};
/** Authors, rooms and messages of another chat, of which the same ones come again and again. */
const foreignAuthor = fc.constantFrom("U1", "U2", "U3");
const foreignRoom = fc.constantFrom("C1", "C2");
const foreignKey = fc.nat(60).map((byte) => new Uint8Array([byte]));
const imported = {
  actor: fc.constant(CONSOLE),
  source: fc.constantFrom("slack", "slack", "slack", "irssi"),
};
const named = { actor: account, accountName: name, room };
const origin = { tokenHash: token, address, device: fc.constantFrom("", "phone") };
/** What {@linkcode RandomKeys} fills in. */
const sealing = {
  session: account,
  device: fc.constant(numbered(0, 16)),
  epoch: fc.nat(100),
  key: fc.constant(undefined),
};
/** Few, so that some of them are lifted. */
const masked = fc.constantFrom(
  { measure: "ban", mask: "*o*", isOfAccounts: false, room: "general" },
  { measure: "mute", mask: "guest", isOfAccounts: true, room: "general" },
  { measure: "exempt", mask: "bob", isOfAccounts: false, room: "general" },
  { measure: "let_in", mask: "*", isOfAccounts: false, room: "general" },
) satisfies fc.Arbitrary<Omit<FieldsOf<"lift_mask">, "actor" | "address">>;
const byMask = fc.tuple(
  fc.oneof({ weight: 3, arbitrary: fc.constant(CONSOLE) }, keeper),
  address,
  masked,
)
  .map(([actor, address, about]) => ({ actor, address, ...about }));
const which = fc.oneof(
  fc.record({ id: number }),
  fc.record({ measure: fc.constantFrom("ban", "mute"), username: name, room: place }),
  fc.record({ network: fc.constantFrom("192.0.2.0/24", "2001:db8::/32") }),
);

/** What the fields of each kind may be; a kind that is missing here does not compile. */
/** Free more often than the others are. */
const guestName = fc.constantFrom("guest", "visitor", "stranger", "passer-by", "alice");

const FIELDS: { readonly [K in EntryKind]: fc.Arbitrary<FieldsOf<K>> } = {
  add_account: fc.record({ actor: fc.constant(CONSOLE), name, password }),
  add_bot: fc.record({ ...keeping, name: fc.constantFrom("robo", "bender", ...NAMES) }),
  add_hook: fc.record({
    ...keeping,
    room,
    name: fc.constantFrom("ci", "CI", "alerts", "bot"),
    tokenHash: token,
    url: fc.constantFrom(undefined, "https://hooks.example/1"),
    secret: fc.constantFrom("", "secret"),
    perMinute: fc.constant(60),
    words: fc.constantFrom([], ["@bot"]),
  }),
  add_invite: fc.record({
    ...keeping,
    code: fc.constant(""),
    uses: fc.integer({ min: 1, max: 3 }),
    seconds,
  }),
  allow_name: fc.record({ ...keeping, username: name }),
  ban_network: fc.record({
    ...keeping,
    network: fc.constantFrom("192.0.2.0/24", "2001:db8::/32", "127.0.0.1", "rubbish"),
    force: flag,
    seconds,
    reason,
  }),
  change_keys: fc.record({
    ...acting,
    clockMs: clock,
    session: account,
    sessionDevice: fc.constant(undefined),
    provedPassword: fc.constantFrom(undefined, "-", "-"),
    code: fc.option(code, { nil: undefined }),
    codePlace,
    change: fc.constantFrom("add", "add", "remove", "renew", "off", "start"),
    madeMs: fc.nat(100),
    ...Object.fromEntries(
      ["entry", "previous", "root", "head", "signer"].map((
        name,
      ) => [name, fc.constant(numbered(0))]),
    ) as Record<
      "entry" | "previous" | "root" | "head" | "signer",
      fc.Arbitrary<Uint8Array<ArrayBuffer>>
    >,
    seq: fc.constant(1),
    generation: fc.constant(1),
    isOff: flag,
    needsRenewal: flag,
    secretKey: fc.constant(undefined),
    older: fc.constant(undefined),
    added: fc.constant([]),
    removed: fc.constant([]),
    secrets: fc.constant([]),
  }),
  claim_imported: fc.record({
    actor: fc.constant(CONSOLE),
    placeholder: fc.constantFrom("olaf", "petra", "alice-slack", "bob"),
    account: name,
  }),
  claim: fc.record({
    ...acting,
    codeHash: fc.constantFrom(new Uint8Array([1]), new Uint8Array([2])),
  }),
  clear_deleted_rooms: fc.record({ actor: fc.constant(SERVER), limit }),
  close_sessions: fc.oneof(
    fc.record({ actor: account, account, session: number }),
    fc.record({ actor: account, account, allBut: number }),
  ),
  create_room: fc.record({
    ...named,
    visibility: fc.constantFrom("public", "private", "invite_only"),
    topic: text,
    maxOwned: fc.constantFrom(undefined, 2, 20),
  }),
  delete: fc.record({ actor: account, message: number }),
  delete_account: fc.record(acting),
  delete_room: fc.record({ ...keeping, room }),
  disable_second_factor: fc.record({ ...acting, clockMs: clock, code, codePlace }),
  disallow_name: fc.record({ ...keeping, username: name }),
  edit: fc.tuple(fc.record({ actor: account, message: number, text }), bounded)
    .map(([fields, limits]) => ({ ...fields, ...limits })),
  edit_sealed: fc.record({
    ...sealing,
    actor: account,
    message: number,
    nonce,
    sealed: fc.nat(100).map((drawn) => randomSealed(drawn).sealed),
  }),
  enable_second_factor: fc.record({
    ...acting,
    clockMs: clock,
    code,
    recoveryCodeHashes: fc.constantFrom([], [hashToken(RECOVERY_CODE)], [new Uint8Array([1])]),
  }),
  end_guest: fc.record({ actor: fc.constant(SERVER), account }),
  end_guests: fc.record({ actor: fc.constant(SERVER) }),
  enter_guest: fc.record({ ...origin, actor: fc.constant(GUEST), name: guestName }),
  end_account: fc.record({ actor: fc.constant(CONSOLE), username: name }),
  end_registration: fc.record({ actor: fc.constant(SERVER) }),
  erase_own: fc.record({ actor: keeper, of: account, keepsMessages: flag, cursor }),
  expire: fc.record({ actor: fc.constant(SERVER), limit }),
  expire_messages: fc.record({
    actor: fc.constant(SERVER),
    nowMs: fc.integer({ min: 0, max: 900 }).map((days) => BEGIN_MS + days * DAY_MS),
    ageMs: fc.constantFrom(0, 0, 100 * DAY_MS, DAY_MS),
    afterRoom: fc.constantFrom(0, 0, 1, 3),
    limit,
  }),
  filter: fc.record({
    ...keeping,
    match: fc.constantFrom("word", "pattern"),
    pattern: fc.constantFrom("bad", "ba+d", "(a|b)*c", "(", "so bad", "BÁD"),
    does: fc.constantFrom("refuse", "mask", "flag"),
    room: place,
  }),
  forget: fc.record({
    actor: fc.constant(SERVER),
    what: fc.constantFrom(
      "sessions",
      "nonces",
      "change_nonces",
      "reports",
      "names",
      "gone_members",
      "gone_measures",
      "gone_masks",
      "gone_traces",
    ),
    upToMs: fc.integer({ min: 0, max: 900 }).map((days) => BEGIN_MS + days * DAY_MS),
    limit,
  }),
  found_room: fc.record({
    actor: fc.constant(CONSOLE),
    owner: name,
    room,
    visibility: fc.constantFrom("public", "private"),
    topic: text,
  }),
  grant: fc.record({
    ...keeping,
    username: name,
    role: fc.constantFrom("user", "moderator", "admin", "owner"),
  }),
  ignore: fc.record({ actor: account, username: name }),
  import_author: fc.record({
    ...imported,
    key: foreignAuthor,
    name: fc.constantFrom("olaf", "petra", "alice"),
    account: fc.option(name, { nil: undefined, freq: 5 }),
  }),
  import_messages: fc.record({
    ...imported,
    key: foreignRoom,
    messages: fc.array(
      fc.record({
        key: foreignKey,
        author: fc.constantFrom("U1", "U1", "U2", "U3"),
        originalMs: number,
        content: fc.oneof(
          fc.record({ kind: fc.constantFrom("text", "action"), text: fc.constantFrom("hi", "yo") }),
          fc.record({ kind: fc.constant("file"), text: fc.constant(""), file }),
        ) as fc.Arbitrary<Content>,
        replyTo: fc.option(foreignKey, { nil: undefined }),
        reactions: fc.array(
          fc.record({
            emoji: fc.constantFrom("👍", "🎉"),
            authors: fc.array(foreignAuthor, { maxLength: 2 }),
          }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 6 },
    ),
  }),
  import_room: fc.record({
    ...imported,
    key: foreignRoom,
    room: fc.constantFrom("old", "older", "red", "general"),
    owner: name,
    visibility: fc.constantFrom("public", "invite_only"),
    topic: fc.constantFrom("", "once"),
  }),
  invite: fc.record({ ...named, username: name }),
  join_room: fc.record({
    ...named,
    keyHash: fc.option(keyHash, { nil: undefined }),
    make: fc.constantFrom(undefined, true),
  }),
  keep_push_key: fc.record({
    actor: fc.constant(SERVER),
    publicKey: fc.constantFrom(new Uint8Array([4, 1]), new Uint8Array([4, 2])),
    privateKey: fc.constantFrom(new Uint8Array([1]), new Uint8Array([2])),
  }),
  keep_vault: fc.record({
    actor: account,
    session: account,
    version: fc.constantFrom(1, 1, 2, 3),
    blob: fc.constant(numbered(1, 100)),
  }),
  kick: fc.record({ ...keeping, username: name, room: place, reason }),
  lift_mask: byMask,
  lift: fc.record({ ...keeping, which }) as fc.Arbitrary<FieldsOf<"lift">>,
  lock: fc.record({ ...keeping, room, locked: flag }),
  login_failed: fc.record({
    actor: fc.constant(SERVER),
    username: name,
    address,
    detail: reason,
    count: fc.constantFrom(1, 200),
  }),
  mark_read: fc.oneof(
    fc.record({ actor: account, place: readPlace, id: number }),
    fc.record({
      actor: account,
      place: readPlace,
      untilMs: fc.nat(DAY_MS).map((afterMs) => BEGIN_MS + afterMs),
    }),
  ),
  came: fc.record({
    actor: account,
    ...nodeConnection,
    epoch: fc.integer({ min: 1, max: 3 }),
    session: number,
    sessionsPerUser: fc.nat(3),
    sessionConflict: fc.constantFrom("refuse", "takeover"),
  }),
  left: fc.record({ actor: fc.constant(SERVER), ...nodeConnection, account, session: number }),
  forget_node: fc.record({ actor: fc.constant(CONSOLE), node }),
  node_gone: fc.record({ actor: fc.constant(SERVER), node, epoch: fc.integer({ min: 1, max: 3 }) }),
  raise_level: fc.record({ actor: fc.constant(SERVER), level: fc.integer({ min: 1, max: 3 }) }),
  may_register: fc.record({ actor: fc.constant(GUEST), name, inviteCode }),
  note_hook: fc.record({
    actor: fc.constant(SERVER),
    hook: number,
    upTo: number,
    isTaken: flag,
  }),
  note_start: fc.record({
    actor: fc.constant(SERVER),
    start: fc.constantFrom("first", "second", "third"),
    database: fc.constantFrom(undefined, "one", "another"),
    leastId: fc.constantFrom(0, 7),
  }),
  warn_storage: fc.record({
    actor: fc.constant(SERVER),
    percent: fc.constantFrom(90, 97),
  }),
  note_uptime: fc.record({
    actor: fc.constant(SERVER),
    elapsedMs: fc.constantFrom(0, 1_000, DAY_MS, 40 * DAY_MS),
  }),
  note_use: fc.record({
    actor: fc.constant(SERVER),
    sessions: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 3 }),
  }),
  offer_claim: fc.record({
    actor: fc.constant(SERVER),
    codeHash: fc.constantFrom(new Uint8Array([1]), new Uint8Array([2])),
    server: fc.constantFrom("one", "another"),
  }),
  offer_second_factor: fc.record({ actor: account, secret: fc.constant(SECRET) }),
  open_session: fc.record({
    ...origin,
    actor: account,
    clockMs: clock,
    provedPassword: password,
    rehashedPassword: fc.constantFrom(undefined, "+"),
    code: fc.option(code, { nil: undefined }),
    codePlace,
    newPassword: fc.option(password, { nil: undefined }),
  }),
  part_room: fc.record(named),
  purge: fc.record({
    ...keeping,
    username: name,
    room: place,
    sinceMs: fc.constantFrom(0, BEGIN_MS + DAY_MS),
    cursor,
  }),
  react: fc.record({
    actor: account,
    message: number,
    emoji: fc.constantFrom("👍", "🎉"),
    remove: flag,
  }),
  remark: fc.record({ actor: account, message: number, text: fc.constantFrom("lol", "darn it") }),
  react_sealed: fc.record({
    ...sealing,
    actor: account,
    message: number,
    nonce,
    sealed: fc.nat(100).map((drawn) => numbered(drawn, 150)),
  }),
  register: fc.record({
    ...origin,
    actor: fc.constant(GUEST),
    name,
    password,
    inviteCode,
    guest: fc.option(account, { nil: undefined }),
  }),
  call_account: fc.record({ actor: account, name: guestName }),
  may_be_called: fc.record({ actor: account, name: guestName }),
  rename_guest: fc.record({ actor: account, name: guestName }),
  rename_room: fc.record({ ...named, name: room }),
  replace_password: fc.record({
    actor: fc.constant(CONSOLE),
    username: name,
    password,
    mustChange: flag,
  }),
  report: fc.record({ ...acting, message: number, reason }),
  reset_password: fc.record({ ...keeping, username: name }),
  reset_second_factor: fc.record({ ...keeping, username: name }),
  resolve_report: fc.record({ ...keeping, report: number, note: reason }),
  restrain: fc.record({
    ...keeping,
    measure: fc.constantFrom("ban", "mute"),
    username: name,
    room: place,
    seconds,
    reason,
  }),
  restrain_mask: fc.tuple(byMask, fc.record({ seconds, reason }))
    .map(([about, terms]) => ({ ...about, ...terms })),
  open_token: fc.record({
    ...keeping,
    of: fc.constantFrom(undefined, "robo", "bender", "alice"),
    provedPassword: password,
    tokenName: fc.constantFrom("ci", "irc"),
    tokenHash: token,
  }),
  resume_hook: fc.record({ ...keeping, hook: number }),
  resume_session: fc.record({ ...origin, actor: fc.constant(GUEST), clockMs: clock }),
  revoke_hook: fc.record({ ...keeping, hook: number }),
  revoke_token: fc.record({
    ...keeping,
    of: fc.constantFrom("robo", "bender"),
    session: number,
  }),
  revoke_invite: fc.record({ ...keeping, code: fc.constant("CODE") }),
  whisper: fc.record({
    actor: account,
    authorName: name,
    room,
    role: fc.constantFrom("speaker", "moderator", "owner"),
    text,
    said: fc.constantFrom("text", "notice"),
  }),
  set_metadata: fc.record({
    actor: account,
    room: fc.option(room, { nil: undefined }),
    key: fc.constantFrom("avatar", "color"),
    value: fc.option(text, { nil: null }),
  }),
  say_away: fc.record({ actor: account, reason: text }),
  say_hook: bounded.chain((bounds) =>
    fc.record({
      actor: fc.constant(SERVER),
      hook: number,
      text,
      group: fc.option(
        fc.record({ name: fc.constantFrom("disk", "cpu"), isOver: flag }),
        { nil: undefined },
      ),
      replyTo: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, number),
      nonce,
    }).map((fields) => ({ ...fields, ...bounds }))
  ),
  say_direct: fc.tuple(fc.record({ ...saying, to: name }), bounded)
    .map(([fields, limits]) => ({ ...fields, ...limits })),
  say_sealed: fc.record({
    ...sealing,
    actor: account,
    to: name,
    authorName: name,
    content: fc.nat(100).map(randomSealed),
    nonce,
  }),
  say_sealed_room: fc.record({
    ...sealing,
    actor: account,
    room,
    authorName: name,
    content: fc.nat(100).map(randomSealed),
    nonce,
  }),
  say_room: fc.tuple(fc.record({ ...saying, room }), bounded)
    .map(([fields, limits]) => ({ ...fields, ...limits })),
  seen: fc.record({ actor: fc.constant(SERVER), account, session: number }),
  set_password: fc.record({ ...acting, session: number, provedPassword: password, password }),
  set_profile: fc.record({
    actor: account,
    displayName: fc.option(text, { nil: undefined }),
    about: fc.option(text, { nil: undefined }),
    timeZone: fc.constantFrom(undefined, "Europe/Berlin"),
  }),
  set_default_rooms: fc.record({
    ...keeping,
    rooms: fc.uniqueArray(fc.constantFrom(...ROOMS), { maxLength: 3 }),
  }),
  set_registration: fc.record({
    ...keeping,
    mode: fc.constantFrom("open", "closed", "invite", "allow_list"),
    seconds,
  }),
  set_role: fc.record({
    ...keeping,
    room,
    username: name,
    role: fc.constantFrom(
      "member",
      "speaker",
      "moderator",
      "owner",
      "read_only",
      "banned",
      "none",
    ),
  }),
  set_room: fc.record({
    ...keeping,
    room,
    settings: fc.record({
      visibility: fc.constantFrom("public", "private", "invite_only"),
      locked: flag,
      slow: fc.constantFrom(0, 1, 100_000),
      topic_locked: flag,
      keyHash,
      limit: fc.constantFrom(0, 2, 10 ** 9),
      call_after: fc.constantFrom(0, 60, 10 ** 9),
      retention: fc.constantFrom(0, 1, 86_400, 30 * 86_400),
      join_by_name: flag,
      outsiders_write: flag,
    }, { requiredKeys: [] }),
  }),
  set_room_further: fc.record({
    ...keeping,
    room,
    settings: fc.record(
      { slow: fc.constantFrom(0, 1), accounts_only: flag, without_signals: flag },
      { requiredKeys: [] },
    ),
  }),
  signal: fc.record({
    actor: account,
    authorName: name,
    room: fc.option(room, { nil: undefined }),
    to: name,
    text,
    isAnswer: fc.boolean(),
  }),
  set_topic: fc.record({ ...named, topic: text }),
  // Which entry of the room's log it is, the keys of the history say.
  sign_room: fc.record({ actor: account, room, username: name }) as unknown as fc.Arbitrary<
    FieldsOf<"sign_room">
  >,
  simulate: fc.record({
    ...keeping,
    username: name,
    simulation: fc.record({
      delayMs: fc.nat(5),
      jitterMs: fc.nat(5),
      bandwidth: fc.constantFrom(undefined, 9_600),
      dropShare: fc.constantFrom(0, 0.5),
    }),
  }),
  skip_ids: fc.record({ actor: fc.constant(SERVER), upTo: fc.constantFrom(1, 20, 10 ** 9) }),
  slow: fc.record({ ...keeping, room, seconds: fc.constantFrom(0, 1, 100_000) }),
  subscribe_push: fc.record({
    actor: account,
    session: number,
    endpoint: fc.constantFrom("https://push.example/1", "https://push.example/2"),
    publicKey: fc.constant(new Uint8Array([4])),
    secret: fc.constant(new Uint8Array([1])),
    notify: fc.constantFrom("mentions", "all"),
    hidesText: flag,
    places: fc.array(
      fc.oneof(
        fc.record({ room, notify: fc.constantFrom("all", "mentions", "none") }),
        fc.record({ with: name, notify: fc.constantFrom("all", "none") }),
      ),
      { maxLength: 3 },
    ),
    quiet: fc.constantFrom(undefined, { from: 1_320, to: 420, zone: "Europe/Berlin" }),
  }),
  tie_device: fc.record({ actor: account, session: account, device: fc.constant(numbered(0, 16)) }),
  unfilter: fc.record({ ...keeping, filter: number }),
  unignore: fc.record({ actor: account, username: name }),
  unreact_sealed: fc.record({ actor: account, message: number, reaction: number }),
  unsubscribe_push: fc.record({
    actor: fc.constant(SERVER),
    session: number,
    endpoint: fc.constantFrom(undefined, "https://push.example/1"),
  }),
};

/** How often a kind comes, where that is not {@linkcode USUAL_WEIGHT}. */
const WEIGHTS: Readonly<Partial<Record<EntryKind, number>>> = {
  say_room: 60,
  say_direct: 25,
  change_keys: 40,
  say_sealed: 40,
  say_sealed_room: 30,
  sign_room: 30,
  edit_sealed: 25,
  react_sealed: 40,
  unreact_sealed: 40,
  keep_vault: 6,
  edit: 40,
  delete: 30,
  react: 25,
  join_room: 12,
  register: 8,
  add_account: 4,
  open_session: 10,
  resume_session: 10,
  report: 10,
  resolve_report: 6,
  lift: 8,
  expire: 6,
  clear_deleted_rooms: 6,
  restrain: 3,
  delete_account: 0.3,
  end_account: 0.3,
  end_guests: 0.3,
  end_guest: 4,
  enter_guest: 12,
  may_be_called: 20,
  call_account: 12,
  rename_guest: 25,
  replace_password: 1,
  reset_password: 1,
  reset_second_factor: 20,
  offer_second_factor: 12,
  delete_room: 6,
  create_room: 8,
  found_room: 6,
  set_default_rooms: 2,
  set_registration: 1,
  enable_second_factor: 20,
  disable_second_factor: 40,
  filter: 2,
  unfilter: 12,
  subscribe_push: 20,
  add_hook: 10,
  revoke_hook: 1,
  say_hook: 30,
  note_hook: 10,
  import_author: 8,
  import_room: 8,
  import_messages: 30,
  claim_imported: 8,
};
const USUAL_WEIGHT = 4;

/** All kinds. */
export const ENTRY_KINDS = Object.keys(FIELDS) as EntryKind[];

/** Any entry, alone. */
export function anyEntry(): fc.Arbitrary<Entry> {
  const timeMs = fc.integer({ min: 0, max: 9_000_000_000_000 });
  return fc.oneof(
    ...ENTRY_KINDS.map((kind) =>
      fc.tuple(FIELDS[kind] as fc.Arbitrary<FieldsOf<EntryKind>>, timeMs).map(([fields, timeMs]) =>
        ({ ...fields, kind, timeMs }) as Entry
      )
    ),
  );
}

/** How much later an entry is stamped than the one before: sometimes earlier, as clocks are. */
const step = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: -DAY_MS, max: DAY_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 * DAY_MS }) },
);

/** What no command lets through, and no applier expects: applying it fails after the first change. */
const FIELDS_OF_FAULT = {
  actor: account,
  address: fc.constant(""),
  clockMs: fc.constant(30_000),
  code: fc.constant(codeAt(SECRET, 1)),
  recoveryCodeHashes: fc.constant([new Uint8Array([1]), null]),
};

/** A history of so many entries after the first people have come. */
export function history(length: number): fc.Arbitrary<Entry[]> {
  const some = fc.oneof(
    ...ENTRY_KINDS.map((kind) => ({
      weight: Math.ceil(10 * (WEIGHTS[kind] ?? USUAL_WEIGHT)),
      arbitrary: fc.tuple(
        fc.constant(kind),
        FIELDS[kind] as fc.Arbitrary<FieldsOf<EntryKind>>,
        step,
      ),
    })),
  );
  const faulty = fc.record(FIELDS_OF_FAULT).map((
    fields,
  ): [EntryKind, FieldsOf<EntryKind>, number] => [
    "enable_second_factor",
    fields as unknown as FieldsOf<EntryKind>,
    1,
  ]);
  return fc.array(fc.oneof({ weight: 100, arbitrary: some }, { weight: 1, arbitrary: faulty }), {
    minLength: length,
    maxLength: length,
    size: "max",
  })
    .map((given) => [...FIRST, ...entriesOf(given)]);
}

/** Somebody to begin with: the first of them owns the server, the second keeps order. */
const FIRST: readonly Entry[] = [
  ...NAMES.slice(0, -1).map((name, index): Entry => ({
    kind: "register",
    actor: GUEST,
    name,
    password: "-",
    inviteCode: undefined,
    tokenHash: new Uint8Array([index, 0]),
    address: "::1",
    device: "",
    timeMs: BEGIN_MS,
  })),
  { kind: "offer_claim", actor: SERVER, codeHash: new Uint8Array([1]), timeMs: BEGIN_MS },
  { kind: "claim", actor: 1, address: "", codeHash: new Uint8Array([1]), timeMs: BEGIN_MS },
  { kind: "grant", actor: 1, address: "", username: "bob", role: "admin", timeMs: BEGIN_MS },
  { kind: "add_bot", actor: 1, address: "", name: "robo", timeMs: BEGIN_MS },
  {
    kind: "open_token",
    actor: 1,
    address: "",
    of: "robo",
    provedPassword: undefined,
    tokenName: "ci",
    tokenHash: new Uint8Array([99, 0]),
    timeMs: BEGIN_MS,
  },
];

/** So many sessions are opened by those who register first. */
const FIRST_SESSIONS = NAMES.length - 1;

/** Fields that name something by its number; there is more of everything the longer it goes. */
const NUMBERS = [
  "message",
  "replyTo",
  "id",
  "session",
  "allBut",
  "report",
  "filter",
  "reaction",
  "hook",
];

function entriesOf(given: readonly [EntryKind, FieldsOf<EntryKind>, number][]): Entry[] {
  const codes: string[] = [];
  const keys = new RandomKeys(NAMES);
  let timeMs = BEGIN_MS;
  return given.map(([kind, fields, step], index) => {
    timeMs += step;
    const entry: Record<string, unknown> = { ...fields, kind, timeMs };
    const most =
      /^(say_room|say_direct|edit|delete|react|report|mark_read|say_sealed|say_sealed_room|edit_sealed|react_sealed|unreact_sealed)$/
          .test(kind)
        ? 4 + index / 5
        // The sessions of those who are there from the beginning come before those of programs.
        : kind === "revoke_token"
        ? FIRST_SESSIONS + 1 + index / 60
        : 1 + index / 60;
    for (const field of NUMBERS) {
      const value = entry[field];
      if (typeof value === "number") entry[field] = 1 + value % Math.ceil(most);
    }
    keys.complete(entry, index);
    if (kind === "lift") entry["which"] = liftable(entry["which"] as object, index);
    // Nobody makes the same token or code twice.
    if (kind === "add_invite") codes.push(String(entry["code"] = `CODE${index}`));
    const known = codes[index % Math.max(1, codes.length)] ?? "CODE";
    if (kind === "revoke_invite") entry["code"] = known;
    if (entry["inviteCode"] !== undefined) entry["inviteCode"] = known;
    if (kind === "register" || kind === "open_session" || kind === "add_hook") {
      entry["tokenHash"] = new Uint8Array([index % 256, 1 + Math.floor(index / 256)]);
    }
    return entry as unknown as Entry;
  });
}

function liftable(which: object, index: number): object {
  return "id" in which ? { id: 1 + Number(which.id) % Math.ceil(1 + index / 60) } : which;
}
