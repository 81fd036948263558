/** docs/operating.md, followed by somebody who has followed README.md before. */
import { given, left, served, type Step, typed } from "./steps.ts";

const MADE = { "chat-20261128T120000Z": "$(ls /var/backups/chat)" };
const MENTIONED = "it says what a command is called, and is no whole one";
const ELSEWHERE = "tests/packaging and tests/tools/release do it with a release";
const SLACK = { "slack-export.zip": "slack" };
const DOCKER = "it takes Docker, and images that come from a registry";

const BACKUPS: readonly Step[] = [
  left("chat admin backup FOLDER", MENTIONED),
  given(`halt
mv chat-data /var/lib/chat
serve /var/lib/chat ./chat serve --data /var/lib/chat`),
  typed(
    "./chat admin backup /var/backups/chat --keep 7 --data /var/lib/chat",
    /\/var\/backups\/chat\/chat-\d{8}T\d{6}Z/,
  ),
  typed("./chat admin verify /var/backups/chat/chat-20261128T120000Z", /./, MADE),
  given("halt && mv /var/lib/chat /var/lib/chat.before"),
  typed(
    "./chat admin restore /var/backups/chat/chat-20261128T120000Z --data /var/lib/chat",
    /./,
    MADE,
  ),
  // Who is elsewhere is this machine.
  given(`serve /var/lib/chat ./chat serve --data /var/lib/chat
printf '#!/bin/sh\\nexec sh -c "$2"\\n' >/usr/local/bin/ssh
chmod 755 /usr/local/bin/ssh`),
  typed("./chat admin backup - --data /var/lib/chat | ssh elsewhere 'cat > chat.tar'"),
  typed("./chat admin verify - < chat.tar", /./),
  given("halt && mv /var/lib/chat /var/lib/chat.again"),
  typed("./chat admin restore - --data /var/lib/chat < chat.tar", /./),
];

const PROXIES = `curl --silent --fail http://127.0.0.1:8080/health || exit 1
if command -v caddy >/dev/null; then
  caddy validate --adapter caddyfile --config /root/given/Caddyfile 2>/dev/null || exit 1
  sed 's|^chat.example|http://chat.example:8081|' /root/given/Caddyfile >Caddyfile
  caddy run --config Caddyfile >caddy.log 2>&1 &
  curl --silent --fail --retry 20 --retry-delay 1 --retry-all-errors http://chat.example:8081/ |
    grep '<title>' || exit 1
else echo "without caddy"; fi
if command -v nginx >/dev/null; then
  { echo 'events { } http {'; cat /root/given/nginx-http
    echo 'server { listen 8082;'; cat /root/given/nginx-location; echo '} }'; } >nginx.conf
  nginx -c "$PWD/nginx.conf" || exit 1
  curl --silent --fail http://chat.example:8082/ | grep '<title>' || exit 1
  curl --silent --include --max-time 2 --header 'Connection: Upgrade' --header 'Upgrade: websocket' \\
    --header 'Sec-WebSocket-Version: 13' --header 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==' \\
    --header 'Origin: http://chat.example:8082' http://chat.example:8082/ws | grep --text ' 101 ' || exit 1
else echo "without nginx"; fi`;

const ADMINISTRATION: readonly Step[] = [
  left("chat admin room create", MENTIONED),
  typed("chat admin room set general --retention 90d"),
  left("chat connect --invite CODE", MENTIONED),
  left("chat admin ban remove", MENTIONED),
  given(`kill "$server"
wait "$server"
rm -r chat-data
serve chat-data ./chat serve
./chat admin user add bob --password-file secret`),
  // Without a terminal nobody can be asked for a password.
  typed("./chat admin user add alice --role owner", /alice/, {
    owner: "owner --password-file secret",
  }),
  typed("./chat admin user list --data /var/lib/chat", /^bot /m),
  typed("./chat admin bot add robo", /robo/),
  typed("./chat admin bot token robo builds"),
  typed('./chat admin user ban bob --for 2d --reason "spam"', /bob/),
  typed("./chat admin ban add 192.0.2.0/24 --for 1h", /192\.0\.2\.0\/24/),
  typed(
    "./chat admin registration invite && ./chat admin invite add --uses 30 --for 1w",
    /[0-9A-Z]{4}/,
  ),
  typed("./chat admin audit list --all --json > audit.jsonl"),
  given(`jq . audit.jsonl
./chat admin room create ops --owner alice`),
  typed("./chat admin export history --room ops", /1 room with 0 messages/),
  given("jq . history/ops.jsonl && test -s history/ops.html"),
  typed("chat admin --help", /user/),
  typed("chat admin user ban --help", /--reason/),
  left("chat admin export FOLDER", MENTIONED),
  typed("chat admin health", /can store what is said/),
  typed("chat admin status", /^last backup/m),
  left("chat top alice@host", "it is for a terminal"),
];

/** What `chat admin import` is given; the export of somebody's workspace is not at hand. */
const HISTORY: readonly Step[] = [
  given(`mkdir -p slack/once
echo '[{"id":"U1","name":"olaf"},{"id":"U2","name":"alice"}]' > slack/users.json
echo '[{"id":"C1","name":"once"}]' > slack/channels.json
echo '[{"type":"message","user":"U1","text":"hi","ts":"1355517523.000005"}]' > slack/once/2012-12-14.json
echo 'U2 = alice' > people.txt
./chat admin user add olaf --password-file secret`),
  typed("./chat admin import slack slack-export.zip --dry-run", /^Nothing was changed/m, SLACK),
  typed("./chat admin import slack slack-export.zip --map people.txt", /^1 message of 1/m, SLACK),
  typed(
    "./chat admin import-claim olaf-slack olaf",
    /^olaf has what olaf-slack wrote: 1 message\.$/m,
  ),
  left("chat admin import FORMAT PATH", MENTIONED),
  left("chat admin export", MENTIONED),
  left("chat admin import-claim olaf-slack olaf", "it was typed above"),
  left("chat admin user password olaf", MENTIONED),
];

const SERVICE: readonly Step[] = [
  given(`halt
mkdir packaging
cp /root/given/chat.service packaging/`),
  typed("cp chat /usr/local/bin/"),
  typed("cp packaging/chat.service /etc/systemd/system/"),
  typed("systemctl enable --now chat", /Created symlink/),
  given("systemctl is-active chat"),
  typed("systemctl reload chat"),
  given("systemctl stop chat"),
  typed("systemctl start chat"),
  typed("systemctl status chat", /Status: "Serves port 5000 from \S+"/, {
    chat: "chat --no-pager",
  }),
  // What was there before is what it serves now.
  given("chat admin user list --data /var/lib/chat | grep bot && systemctl stop chat"),
];

/** Its commands in order. */
export const OPERATING_STEPS: readonly Step[] = [
  given("halt"),
  served("./chat serve", "chat-data", /Listening on +0\.0\.0\.0:5000 with TLS/),
  typed("./chat serve --help", /--trusted-proxy/),
  ...BACKUPS,
  typed("./chat serve --print-config > chat.toml"),
  given("grep '^# port = 5000$' chat.toml"),
  served("./chat serve --config chat.toml", "chat-data", /Ctrl\+C/),
  given('export PATH="$PWD:$PATH"'),
  typed("chat admin files verify"),
  typed("chat admin files usage", /./),
  typed("chat admin check"),
  given("halt"),
  // There is no authority without a network; people talk all the same.
  served(
    "./chat serve --acme chat.example.org --web :443 --data /var/lib/chat",
    "/var/lib/chat",
    /^ACME asks https:\/\/acme-v02\.api\.letsencrypt\.org\/directory for a certificate/m,
  ),
  typed(
    "chat admin status",
    /^WARNING +There is no new certificate for chat\.example\.org\. The authority .* cannot be reached/m,
    { status: "status --data /var/lib/chat" },
    1,
  ),
  given("halt"),
  served(
    "chat serve --no-tls --host 127.0.0.1 --web 127.0.0.1:8080 --trusted-proxy 127.0.0.1",
    "chat-data",
    /Listening on +127\.0\.0\.1:5000/,
  ),
  given(PROXIES),
  given("halt"),
  typed("nohup chat serve &", /^/, { "serve &": "serve >nohup.log 2>&1 &" }),
  given("server=$!\nready chat-data"),
  ...ADMINISTRATION,
  ...HISTORY,
  ...SERVICE,
  left("docker build -t chat .", DOCKER),
  left("docker run -d --read-only -p 5000:5000 -v chat-data:/data chat", DOCKER),
  left("buildah build --format docker", DOCKER),
  left("chat admin health", "it was typed above"),
  left("sh install.sh", ELSEWHERE),
  left("sha256sum --check SHA256SUMS", ELSEWHERE),
  left("dpkg --install chat_*.deb", ELSEWHERE),
  left("systemctl enable --now chat", "it was typed above"),
];
