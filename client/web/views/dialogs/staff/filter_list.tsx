/** What is not said, or not without somebody looking: words and patterns. */
import type { FilterInfo } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { filterIn } from "../../../state/forms.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { ChoiceField, TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { PageList } from "../kit/page_list.tsx";

const DOES: readonly FilterInfo["does"][] = ["refuse", "mask", "flag"];

/** In a room, or everywhere. */
export function FilterList(
  { mayChange, room }: { room: string | undefined; mayChange: boolean },
) {
  const words = useMore().staff;
  const { times } = usePage();
  const server = useServer();
  const where = room === undefined ? {} : { room };
  const pages = usePages<FilterInfo>(async (last) => {
    const after = last === undefined ? {} : { after: last.filter };
    const { filters, more } = await server.request("filters", { ...where, ...after });
    return {
      entries: recordsIn<FilterInfo>(filters, ["kind", "pattern", "does", "by"]),
      hasMore: more === true,
    };
  }, [room]);
  return (
    <>
      <PageList
        label={words.tabs.filters}
        empty={words.noFilters}
        pages={pages}
        keyOf={({ filter }) => filter}
      >
        {({ by, does, filter, kind, pattern, time }) => {
          const shown = printable(kind === "pattern" ? `/${pattern}/` : pattern);
          const does1 = Object.hasOwn(words.does, does)
            ? words.does[does]
            : printable(String(does));
          return (
            <div class="row">
              <div class="row-text">
                <span>
                  <code dir="auto">{shown}</code> · {does1}
                </span>
                <span class="row-facts">{words.by(printable(by), times.stamp(time))}</span>
              </div>
              {mayChange && (
                <ActionButton
                  label={words.remove}
                  name={words.removeFilter(shown)}
                  onAction={async () => {
                    await server.request("unfilter", { filter });
                    pages.reload();
                  }}
                />
              )}
            </div>
          );
        }}
      </PageList>
      {mayChange && (
        <Form
          isCleared
          submit={words.addFilter}
          onSubmit={async (filled) => {
            await server.request("filter", {
              ...where,
              ...filterIn(filled.text("pattern")),
              does: filled.choice("does", DOES),
            });
            pages.reload();
          }}
        >
          <TextField
            name="pattern"
            label={words.pattern}
            hint={words.patternHint}
            isRequired
          />
          <ChoiceField
            name="does"
            label={words.whatHappens}
            choices={DOES.map((each) => [each, words.does[each]] as const)}
          />
        </Form>
      )}
    </>
  );
}
