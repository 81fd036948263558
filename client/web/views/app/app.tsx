/** The whole page: what is shown before somebody is logged in, and the panes after that. */
import { activeBuffer } from "../../../full/state/buffers.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { useTexts } from "../../parts/page_context.ts";
import { ComposerView } from "../composer/composer_view.tsx";
import { DialogHost } from "../dialogs/dialog_host.tsx";
import { LazyLogin } from "../login/lazy_login.tsx";
import { PeopleView } from "../people/people_view.tsx";
import { RoomsView } from "../rooms/rooms_view.tsx";
import { TimelineView } from "../timeline/timeline_view.tsx";
import { Announcer } from "../timeline/announcer.tsx";
import { CodeLine } from "./code_line.tsx";
import { ConnectionLine } from "./connection_line.tsx";
import { PlaceHead } from "./place_head.tsx";
import { UpdateLine } from "./update_line.tsx";
import { useDrop } from "./use_drop.ts";
import { useDrawer } from "./use_drawer.ts";
import { useLater } from "./use_later.ts";

/** Everything there is to see. */
export function App() {
  const phase = useSelected((state) => state.phase);
  switch (phase.kind) {
    case "connecting":
      return <Connecting problem={phase.problem} />;
    case "login":
      return <LazyLogin hello={phase.hello} problem={phase.problem} />;
    case "chat":
      return <Panes />;
  }
}

function Connecting({ problem }: { problem: string }) {
  const { connection } = useTexts().common;
  return (
    <main class="connecting">
      <UpdateLine />
      <p role="status">
        {problem === "" ? connection.connecting : connection.cannotConnect(problem)}
      </p>
    </main>
  );
}

function Panes() {
  const { common, files } = useTexts();
  const drop = useDrop();
  const drawer = useDrawer();
  const isWhole = useLater();
  const isRoom = useSelected(({ chat }) => activeBuffer(chat)?.place?.room !== undefined);
  return (
    <div
      class="panes"
      data-drawer={drawer.open ?? "none"}
      data-pane={isRoom ? "people" : "alone"}
      onKeyDown={drawer.onKeyDown}
    >
      <SkipLink to="composer" words={common.toComposer} />
      <SkipLink to="messages" words={common.toMessages} />
      {isWhole && <RoomsView />}
      <main class="conversation" inert={drawer.open !== undefined} {...drop.listeners}>
        <PlaceHead />
        <UpdateLine />
        <CodeLine />
        <ConnectionLine />
        <TimelineView />
        <Announcer />
        <ComposerView />
        {drop.isOver && <p class="drop-here">{files.drop}</p>}
      </main>
      <div class="drawer-scrim" onClick={drawer.close} />
      {isWhole && <PeopleView />}
      <DialogHost />
    </div>
  );
}

/** Seen when it has the focus: past the rooms, to where most people want to be. */
function SkipLink({ to, words }: { to: string; words: string }) {
  return (
    <a
      class="skip-link"
      href={`#${to}`}
      onClick={(event) => {
        event.preventDefault(); // the fragment of the address is the place
        document.getElementById(to)?.focus();
      }}
    >
      {words}
    </a>
  );
}
