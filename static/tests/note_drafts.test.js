import {RETRY_DELAYS, SAVE_DELAY} from "@callcenter/calls/draft";
import {NoteDrafts} from "@callcenter/calls/note_drafts";

import {describe, expect, test} from "@odoo/hoot";
import {Deferred, advanceTime} from "@odoo/hoot-mock";
import {EventBus} from "@odoo/owl";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";

describe.current.tags("headless");

/** Drafts with an empty note of call 7, and what happens to it as steps. */
function makeNotes(save = async () => {}) {
    const server = {
        writeCall: (callId, {note}) => {
            expect.step(`save ${callId}: ${note}`);
            return save(note);
        },
    };
    const events = new EventBus();
    events.addEventListener("settled", () => expect.step("settled"));
    events.addEventListener("refused", () => expect.step("refused"));
    const notes = new NoteDrafts({server, field: "note", events});
    notes.receive(7, "");
    return notes;
}

test("a pause in the typing saves the note once", async () => {
    const notes = makeNotes();
    notes.type(7, "ca");
    await advanceTime(SAVE_DELAY / 2);
    notes.type(7, "call back");
    expect(notes.drafts[7].status).toBe("pending");
    expect(notes.isUnsaved(7)).toBe(true);
    await advanceTime(SAVE_DELAY);
    expect.verifySteps(["save 7: call back", "settled"]);
    expect(notes.drafts[7].status).toBe("saved");
    expect(notes.isUnsaved(7)).toBe(false);
});

test("typing without a pause is saved all the same", async () => {
    const notes = makeNotes();
    let text = "";
    for (let key = 0; key < 8; key++) {
        notes.type(7, (text += "a"));
        await advanceTime(400);
    }
    expect.verifySteps(["save 7: aaaaaaaa", "settled"]);
});

test("flush does not wait", async () => {
    const notes = makeNotes();
    notes.type(7, "call back");
    notes.flush(7);
    expect.verifySteps(["save 7: call back"]);
    await advanceTime(SAVE_DELAY);
    expect.verifySteps(["settled"]);
});

test("what is typed during a save is saved after it", async () => {
    const answer = new Deferred();
    const notes = makeNotes(() => answer);
    notes.type(7, "one");
    notes.flush(7);
    notes.type(7, "one two");
    notes.flush(7);
    expect.verifySteps(["save 7: one"]);
    answer.resolve();
    await advanceTime(0);
    await advanceTime(SAVE_DELAY);
    expect.verifySteps(["save 7: one two", "settled"]);
    expect(notes.drafts[7]).toEqual({text: "one two", status: "saved", problem: ""});
});

test("a lost connection is tried again until it works", async () => {
    let isDown = true;
    const notes = makeNotes(async () => {
        if (isDown) {
            throw new ConnectionLostError("/web");
        }
    });
    notes.type(7, "call back");
    await advanceTime(SAVE_DELAY);
    expect(notes.drafts[7].status).toBe("failed");
    for (let round = 0; round < 8; round++) {
        await advanceTime(RETRY_DELAYS.at(-1));
    }
    expect(notes.drafts[7].status).toBe("failed");
    expect(notes.drafts[7].text).toBe("call back");
    isDown = false;
    await advanceTime(RETRY_DELAYS.at(-1));
    expect(notes.drafts[7].status).toBe("saved");
    expect.verifySteps([...Array(10).fill("save 7: call back"), "settled"]);
});

test("a server that keeps refusing is not asked for ever", async () => {
    const notes = makeNotes(async () => {
        const error = new RPCError();
        error.data = {message: "You may not."};
        throw error;
    });
    notes.type(7, "call back");
    await advanceTime(SAVE_DELAY);
    for (const delay of RETRY_DELAYS) {
        expect(notes.drafts[7].status).toBe("failed");
        await advanceTime(delay);
    }
    await advanceTime(10 * RETRY_DELAYS.at(-1));
    expect.verifySteps([
        ...Array(1 + RETRY_DELAYS.length).fill("save 7: call back"),
        "refused",
    ]);
    expect(notes.drafts[7]).toEqual({
        text: "call back",
        status: "refused",
        problem: "You may not.",
    });
    expect(notes.isUnsaved(7)).toBe(true);
});

test("an update replaces a note only where nothing is unsaved", async () => {
    const notes = makeNotes();
    notes.receive(7, "from another tab");
    expect(notes.drafts[7].text).toBe("from another tab");
    notes.type(7, "typed here");
    notes.receive(7, "");
    expect(notes.drafts[7].text).toBe("typed here");
    await advanceTime(SAVE_DELAY);
    expect.verifySteps(["save 7: typed here", "settled"]);
    notes.receive(7, "typed there");
    expect(notes.drafts[7].text).toBe("typed there");
});

test("an update from before the save does not take the note back", async () => {
    const notes = makeNotes();
    notes.type(7, "typed");
    await advanceTime(SAVE_DELAY);
    notes.receive(7, "");
    expect(notes.drafts[7].text).toBe("typed");
    notes.type(7, "typed more");
    await advanceTime(SAVE_DELAY);
    notes.receive(7, "typed");
    expect(notes.drafts[7].text).toBe("typed more");
    expect.verifySteps(["save 7: typed", "settled", "save 7: typed more", "settled"]);
});

test("an unsaved note is not forgotten", async () => {
    const notes = makeNotes();
    notes.type(7, "typed");
    notes.forget(7);
    expect(notes.drafts[7].text).toBe("typed");
    await advanceTime(SAVE_DELAY);
    expect.verifySteps(["save 7: typed", "settled"]);
    notes.forget(7);
    expect(notes.drafts[7]).toBe(undefined);
});
