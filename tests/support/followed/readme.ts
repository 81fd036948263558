/** README.md, followed. */
import { given, served, type Step, typed } from "./steps.ts";

/** Its commands in order. */
export const README_STEPS: readonly Step[] = [
  // What it builds is the file that is there already: building takes a registry.
  served(
    "npx -y deno@2.9.6 task build && ./chat serve",
    "chat-data",
    /Listening on +0\.0\.0\.0:5000 with TLS[^]*Ctrl\+C stops the server/,
    { "npx -y deno@2.9.6 task build && ": "" },
  ),
  given("halt"),
  served("./chat serve --irc 6697", "chat-data", /With IRC clients +0\.0\.0\.0:6697 with TLS/),
  given(`echo 'correct horse 7' >secret
chmod 600 secret
./chat admin user add alice --password-file secret
./chat admin user add bot --password-file secret
echo '127.0.0.1 chat.example chat.example.org' >>/etc/hosts
echo '{"action":"say","room":"general","text":"by a program"}' >requests.jsonl
echo built >build.log
echo painted >photo.png
echo printed >notes.pdf
mkdir logs
echo logged >logs/one`),
  typed('echo "build is green" | CHAT_PASSWORD=… ./chat connect bot@chat.example', /^/, {
    "…": "'correct horse 7'",
  }),
  typed(
    "./chat connect bot@chat.example --password-file secret --json < requests.jsonl | jq .",
    /"ok": true/,
  ),
  typed("./chat connect bot@chat.example --password-file secret --send build.log < /dev/null"),
  given("export CHAT_PASSWORD='correct horse 7'"),
  typed(
    './chat send photo.png notes.pdf alice@chat.example --room general --caption "as promised"',
    /^\d+ photo\.png\n\d+ notes\.pdf$/m,
  ),
  typed(
    "tar c logs | ./chat send - bot@chat.example --to alice --name logs.tar --password-file secret",
    /^\d+ logs\.tar$/m,
  ),
  given(`sent=$(./chat send photo.png alice@chat.example --room general | cut -d ' ' -f 1)
mv photo.png sent.png`),
  typed("./chat get alice@chat.example 1234 --output photo.png", /photo\.png/, { "1234": "$sent" }),
  given("unset CHAT_PASSWORD\ncmp photo.png sent.png"),
];
