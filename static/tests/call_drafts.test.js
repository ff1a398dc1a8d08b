import {CallDrafts, worstOf} from "@callcenter/calls/call_drafts";

import {describe, expect, test} from "@odoo/hoot";
import {Deferred, advanceTime} from "@odoo/hoot-mock";

describe.current.tags("headless");

test("the note and the outcome are saved each by itself", async () => {
    const answers = [];
    const drafts = new CallDrafts({
        save: (callId, values) => {
            expect.step(`${callId}: ${JSON.stringify(values)}`);
            answers.push(new Deferred());
            return answers.at(-1);
        },
        onSettled: (callId) => expect.step(`settled ${callId}`),
    });
    drafts.receive({id: 7, note: "", outcome_id: false});
    drafts.note.type(7, "ten chairs");
    drafts.outcome.type(7, 2);
    drafts.flush(7);
    expect.verifySteps(['7: {"note":"ten chairs"}', '7: {"outcome_id":2}']);
    expect(drafts.values(7)).toEqual({note: "ten chairs", outcome_id: 2});
    answers[0].resolve();
    await advanceTime(0);
    expect(drafts.unsaved(7)).toEqual({outcome_id: 2});
    expect.verifySteps(["settled 7"]);
    answers[1].resolve();
    await advanceTime(0);
    expect(drafts.unsaved(7)).toBe(undefined);
    expect.verifySteps(["settled 7"]);
});

test("what is not saved is shown before what is", () => {
    const draft = (status) => ({status, problem: ""});
    expect(worstOf(draft("saved"), draft("clean")).status).toBe("saved");
    expect(worstOf(draft("saved"), draft("failed")).status).toBe("failed");
    expect(worstOf(draft("saving"), undefined).status).toBe("saving");
    expect(worstOf(undefined).status).toBe("clean");
});
