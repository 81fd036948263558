/** The hooks of a room: ways for programs into it, and out of it. */
import { useState } from "preact/hooks";
import type { HookInfo } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { CopyButton } from "../kit/copy_button.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { PageList } from "../kit/page_list.tsx";

/** What is shown once of a hook that was made. */
interface Made {
  readonly says: string;
  readonly text: string;
}

/** All of it, for those who moderate the room. */
export function RoomHooks({ room }: { room: string }) {
  const words = useMore().hooks;
  const server = useServer();
  const [made, setMade] = useState<Made | undefined>(undefined);
  const pages = usePages<HookInfo>(async () => {
    const { hooks } = await server.request("hooks", { room });
    return { entries: recordsIn<HookInfo>(hooks, ["name", "direction", "by"]), hasMore: false };
  }, [room]);
  return (
    <>
      <p>{words.intro}</p>
      <PageList label={words.list} empty={words.none} pages={pages} keyOf={({ hook }) => hook}>
        {(hook) => <HookRow hook={hook} onChange={pages.reload} />}
      </PageList>
      {made !== undefined && (
        <div role="status">
          <p>{made.says}</p>
          <p>
            <code>{made.text}</code> <CopyButton text={made.text} />
          </p>
        </div>
      )}
      <Form
        isCleared
        submit={words.make}
        onSubmit={async (filled) => {
          const [url, secret] = [filled.text("url").trim(), filled.text("secret").trim()];
          const only = filled.text("words").split(/[\s,]+/).filter((word) => word !== "");
          const { secret: signing, path } = await server.request("add_hook", {
            room,
            name: filled.text("name").trim(),
            ...(url === "" ? {} : { url }),
            ...(only.length === 0 ? {} : { words: only }),
            ...(secret === "" ? {} : { secret }),
          });
          setMade(
            path === undefined
              ? { says: words.madeOut, text: printable(String(signing)) }
              : { says: words.madeIn, text: `${location.origin}${printable(path)}` },
          );
          pages.reload();
        }}
      >
        <TextField name="name" label={words.name} hint={words.nameHint} isRequired />
        <TextField name="url" label={words.url} hint={words.urlHint} />
        <TextField name="words" label={words.only} hint={words.onlyHint} />
        <TextField name="secret" label={words.secret} hint={words.secretHint} isSecret />
      </Form>
    </>
  );
}

function HookRow({ hook, onChange }: { hook: HookInfo; onChange: () => void }) {
  const words = useMore().hooks;
  const { times } = usePage();
  const server = useServer();
  const name = printable(hook.name);
  const state = hook.off !== undefined
    ? words.off(times.stamp(hook.off))
    : hook.failing === undefined
    ? undefined
    : words.failing(times.stamp(hook.failing));
  const facts = [
    hook.direction === "out" ? words.way.out(printable(hook.url ?? "")) : words.way.in,
    words.rate(String(Number(hook.rate))),
    hook.signed === true ? words.signed : undefined,
    hook.words === undefined ? undefined : words.words(hook.words.map(printable).join(", ")),
    hook.used === undefined ? words.neverUsed : words.used(times.stamp(hook.used)),
    state,
    words.by(printable(hook.by), times.stamp(hook.time)),
  ].filter((fact) => fact !== undefined);
  return (
    <div class="row">
      <div class="row-text">
        <span dir="auto">{name}</span>
        <span class="row-facts" dir="auto">{facts.join(" · ")}</span>
      </div>
      {hook.off !== undefined && (
        <ActionButton
          label={words.resume}
          name={words.resumeHook(name)}
          onAction={async () => {
            await server.request("resume_hook", { hook: hook.hook });
            onChange();
          }}
        />
      )}
      <ActionButton
        label={words.revoke}
        name={words.revokeHook(name)}
        question={words.revokeQuestion(name)}
        isDanger
        onAction={async () => {
          await server.request("revoke_hook", { hook: hook.hook });
          onChange();
        }}
      />
    </div>
  );
}
