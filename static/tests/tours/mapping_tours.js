import {cookie} from "@web/core/browser/cookie";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const LIMIT_SECONDS = 180;
// What a person takes to read one field or word and to choose what it is.
const SECONDS_A_CHOICE = 10;

/** Post as a vendor does whose words nobody knows; without a mapping it is refused. */
async function postHook(phase, more = {}) {
    const call = {ref: "m-1", phase, who: "0989464999", desk: "101", ...more};
    const response = await fetch("/api/callcenter/hook/mapping", {
        method: "POST",
        headers: {
            "Content-Type": "application/json",
            Authorization: `Bearer ${cookie.get("callcenter_tour_token")}`,
        },
        body: JSON.stringify({kind: "telephony", call}),
    });
    const answer = await response.json();
    if (answer.code !== "no_mapping") {
        throw new Error(`Nobody said what to do: ${JSON.stringify(answer)}`);
    }
}

const clock = {began: 0, choices: 0};

/** Choose something in the select of a row. */
function choose(row, value) {
    return {
        content: `${row} is ${value}`,
        trigger: `${row} select:has(option[value='${value}'])`,
        run: async (helpers) => {
            clock.choices++;
            await helpers.select(value);
        },
    };
}

const field = (path) => `.o_callcenter_mapping_fields tr[data-path='${path}']`;
const word = (text) => `.o_callcenter_mapping_words tr[data-word='${text}']`;

tours.add("callcenter_mapping", {
    steps: () => [
        {
            content: "One call of an exchange that nobody knows",
            trigger: ".o_form_statusbar",
            run: async () => {
                await postHook("bell");
                await postHook("lifted");
                await postHook("done", {spoke: 33});
                clock.began = performance.now();
            },
        },
        {
            trigger: ".o_form_statusbar button:contains('Map requests')",
            run: "click",
        },
        {
            content: "The three requests are there, and tell nothing yet",
            trigger:
                ".o_callcenter_mapping_requests tr:nth-child(3):contains('tells nothing')",
        },
        {
            content: "What lacks is said",
            trigger: ".o_callcenter_mapping_lacks:contains('the call\\'s id')",
        },
        choose(field("/call/ref"), "callid"),
        choose(field("/call/phase"), "event"),
        choose(word("bell"), "ring"),
        choose(word("lifted"), "answer"),
        choose(word("done"), "end"),
        choose(field("/call/who"), "phone"),
        choose(field("/call/desk"), "extension"),
        choose(field("/call/spoke"), "billsec"),
        {
            content: "What becomes of each request, and the call of all three",
            trigger:
                ".o_callcenter_mapping_requests tr:nth-child(2):contains('Answered at 101')",
        },
        {
            trigger:
                ".o_callcenter_mapping_call[data-callid='m-1']:contains('0989464999'):contains('Lan'):contains('0:33')",
        },
        {trigger: ".o_callcenter_mapping_save:enabled:visible", run: "click"},
        {trigger: ".o_notification:contains('Saved')"},
        {
            trigger: ".o_callcenter_mapping_replay:visible",
            run: "click",
        },
        {
            content: "By the clock, with the time that a person takes to choose",
            trigger: ".o_notification:contains('Replayed 3')",
            run: () => {
                const seconds = (performance.now() - clock.began) / 1000;
                const human = seconds + clock.choices * SECONDS_A_CHOICE;
                console.warn(
                    `Mapped in ${seconds.toFixed(1)} s and ${clock.choices} choices,` +
                        ` with ${SECONDS_A_CHOICE} s for each ${human.toFixed(0)} s`
                );
                if (human > LIMIT_SECONDS) {
                    throw new Error("Mapping takes too long");
                }
            },
        },
    ],
});
