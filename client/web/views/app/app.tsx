/** The whole page: what is shown before somebody is logged in, and the panes after that. */
import { useSelected } from "../../parts/use_selected.ts";
import { useTexts } from "../../parts/page_context.ts";
import { ComposerView } from "../composer/composer_view.tsx";
import { DialogHost } from "../dialogs/dialog_host.tsx";
import { LoginView } from "../login/login_view.tsx";
import { PeopleView } from "../people/people_view.tsx";
import { RoomsView } from "../rooms/rooms_view.tsx";
import { TimelineView } from "../timeline/timeline_view.tsx";
import { ConnectionLine } from "./connection_line.tsx";
import { PlaceHead } from "./place_head.tsx";

/** Everything there is to see. */
export function App() {
  const phase = useSelected((state) => state.phase);
  switch (phase.kind) {
    case "connecting":
      return <Connecting problem={phase.problem} />;
    case "login":
      return <LoginView hello={phase.hello} problem={phase.problem} />;
    case "chat":
      return <Panes />;
  }
}

function Connecting({ problem }: { problem: string }) {
  const { connection } = useTexts().common;
  return (
    <main class="connecting">
      <p role="status">
        {problem === "" ? connection.connecting : connection.cannotConnect(problem)}
      </p>
    </main>
  );
}

function Panes() {
  const drawer = useSelected((state) => state.drawer);
  return (
    <div class="panes" data-drawer={drawer ?? "none"}>
      <RoomsView />
      <main class="conversation">
        <PlaceHead />
        <ConnectionLine />
        <TimelineView />
        <ComposerView />
      </main>
      <PeopleView />
      <DialogHost />
    </div>
  );
}
