import {ADOPT_DELAY, RETRY_DELAYS, SAVE_DELAY} from "@callcenter/calls/draft";
import {DRAFT_STATES, nextState, worstOf} from "@callcenter/calls/draft_states";
import {NoteDrafts} from "@callcenter/calls/note_drafts";

import {describe, expect, test} from "@odoo/hoot";
import {Deferred, advanceTime} from "@odoo/hoot-mock";
import {EventBus} from "@odoo/owl";
import {RPCError} from "@web/core/network/rpc";

describe.current.tags("headless");

/**
 * What is to be: state, event, whose text it is, next state. "any" counts for both,
 * "own" and "their" for a text that was typed here or in another tab.
 */
const ROWS = [
    ["clean", "type", "any", "pending"],
    ["clean", "tell", "any", "clean"],
    ["clean", "follow", "any", "followed"],
    ["saved", "type", "any", "pending"],
    ["saved", "tell", "any", "clean"],
    ["saved", "follow", "any", "followed"],
    ["followed", "type", "any", "pending"],
    ["followed", "follow", "any", "followed"],
    ["followed", "settle", "any", "clean"],
    ["followed", "adopt", "any", "saving"],
    ["pending", "type", "any", "pending"],
    ["pending", "send", "any", "saving"],
    ["pending", "taken", "any", "saved"],
    ["pending", "outdated", "any", "pending"],
    ["pending", "fail", "any", "failed"],
    ["saving", "type", "any", "pending"],
    ["saving", "taken", "any", "saved"],
    ["saving", "fail", "any", "failed"],
    ["saving", "refuse", "any", "refused"],
    ["saving", "follow", "their", "followed"],
    ["saving", "settle", "their", "clean"],
    ["failed", "type", "any", "pending"],
    ["failed", "send", "any", "saving"],
    ["failed", "follow", "their", "followed"],
    ["failed", "settle", "their", "clean"],
    ["refused", "type", "any", "pending"],
    ["refused", "send", "any", "saving"],
    ["refused", "settle", "any", "clean"],
    ["refused", "discard", "any", "clean"],
    ["refused", "follow", "their", "followed"],
];
const EVENTS = [...new Set(ROWS.map(([, event]) => event))];
/** Nothing of them is another tab's. */
const ALWAYS_OWN = ["clean", "saved", "pending"];

test("the table is as it should be, and nothing else leads anywhere", () => {
    expect(Object.keys(DRAFT_STATES)).toEqual([
        "clean",
        "saved",
        "followed",
        "pending",
        "saving",
        "failed",
        "refused",
    ]);
    for (const state of Object.keys(DRAFT_STATES)) {
        for (const event of EVENTS) {
            for (const whose of ["own", "their"]) {
                const row = ROWS.find(
                    ([from, what, who]) =>
                        from === state && what === event && ["any", whose].includes(who)
                );
                expect(nextState(state, event, whose === "their")).toBe(row?.[3], {
                    message: `${state}, ${event}, ${whose}`,
                });
            }
        }
    }
});

test("unsaved is what the server may not have", () => {
    const unsaved = Object.entries(DRAFT_STATES).filter(([, state]) => state.isUnsaved);
    expect(unsaved.map(([name]) => name)).toEqual([
        "followed",
        "pending",
        "saving",
        "failed",
        "refused",
    ]);
});

test("what is not saved is shown before what is", () => {
    const draft = (status) => ({status, problem: ""});
    expect(worstOf(draft("saved"), draft("clean")).status).toBe("saved");
    expect(worstOf(draft("saved"), draft("failed")).status).toBe("failed");
    expect(worstOf(draft("saving"), undefined).status).toBe("saving");
    expect(worstOf(undefined).status).toBe("clean");
});

/** A draft of call 7 whose saving answers when the test says so. */
function makeDraft() {
    const saves = [];
    const server = {
        writeCall: () => {
            saves.push(new Deferred());
            return saves.at(-1);
        },
    };
    const notes = new NoteDrafts({server, field: "note", events: new EventBus()});
    notes.receive(7, "as it was");
    return {notes, saves, draft: notes.byCall.get(7)};
}

async function answer({saves}, error) {
    if (error) {
        saves.at(-1).reject(error);
    } else {
        saves.at(-1).resolve(true);
    }
    await advanceTime(0);
}

async function failUntil({notes, saves}, state) {
    while (notes.drafts[7].status !== state) {
        await answer({saves}, new RPCError());
        if (notes.drafts[7].status !== state) {
            await advanceTime(RETRY_DELAYS.at(-1));
        }
    }
}

/** How a text that was typed here, or there, comes into each state. */
const BEGIN = {
    own({draft}) {
        draft.type("typed");
        draft.flush();
    },
    async their({draft}) {
        draft.follow("typed there", Date.now());
        await advanceTime(ADOPT_DELAY + 1);
        draft.adopt();
    },
};
const BRING = {
    clean: () => {},
    saved: async (made, begin) => {
        await begin(made);
        await answer(made);
    },
    followed: ({draft}) => draft.follow("typed there", Date.now()),
    pending: ({draft}) => draft.type("typed"),
    saving: (made, begin) => begin(made),
    failed: async (made, begin) => {
        await begin(made);
        await failUntil(made, "failed");
    },
    refused: async (made, begin) => {
        await begin(made);
        await failUntil(made, "refused");
    },
};

/** What makes each event happen, but for the answers of the server. */
const CAUSE = {
    type: ({draft}) => draft.type("typed more"),
    tell: ({draft}) => draft.tell("told"),
    follow: ({draft}) => draft.follow("typed more there", Date.now()),
    settle: ({draft}) => draft.settle(),
    adopt: async ({draft}) => {
        await advanceTime(ADOPT_DELAY + 1);
        draft.adopt();
    },
    send: ({draft}) => draft.flush(),
    discard: ({draft}) => draft.discard(),
};

/** @returns {string[]} whose a draft in this state can be */
function ownersOf(state) {
    if (state === "followed") {
        return ["their"];
    }
    return ALWAYS_OWN.includes(state) ? ["own"] : ["own", "their"];
}

function happeningRows() {
    return Object.keys(DRAFT_STATES).flatMap((state) =>
        ownersOf(state).flatMap((whose) =>
            Object.keys(CAUSE)
                // it takes time, in which other drafts go on by themselves
                .filter((event) => event !== "adopt" || state === "followed")
                .map((event) => [state, event, whose])
        )
    );
}

test("each row happens to a draft", async () => {
    for (const [state, event, whose] of happeningRows()) {
        const made = makeDraft();
        await BRING[state](made, BEGIN[whose]);
        expect(made.notes.drafts[7].status).toBe(state, {message: `${whose} ${state}`});
        await CAUSE[event](made);
        const to = nextState(state, event, whose === "their") ?? state;
        expect(made.notes.drafts[7].status).toBe(to, {
            message: `${whose} ${state}, ${event}`,
        });
    }
});

test("what the server answers counts for the text that is shown", async () => {
    const typedOn = makeDraft();
    BEGIN.own(typedOn);
    typedOn.draft.type("typed on");
    await answer(typedOn);
    expect(typedOn.notes.drafts[7].status).toBe("pending");
    await advanceTime(SAVE_DELAY);
    expect(typedOn.notes.drafts[7].status).toBe("saving");

    const typedBack = makeDraft();
    BEGIN.own(typedBack);
    typedBack.draft.type("typed on");
    typedBack.draft.type("typed");
    await answer(typedBack);
    expect(typedBack.notes.drafts[7].status).toBe("saved");

    const failed = makeDraft();
    BEGIN.own(failed);
    failed.draft.type("typed on");
    await answer(failed, new RPCError());
    expect(failed.notes.drafts[7].status).toBe("failed");

    const followed = makeDraft();
    await BEGIN.their(followed);
    followed.draft.follow("typed more there", Date.now());
    await answer(followed);
    expect(followed.notes.drafts[7].status).toBe("followed");
});
