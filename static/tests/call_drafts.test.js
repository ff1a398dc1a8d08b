import {CallDrafts} from "@callcenter/calls/call_drafts";

import {describe, expect, test} from "@odoo/hoot";
import {Deferred, advanceTime} from "@odoo/hoot-mock";

describe.current.tags("headless");

test("the note and the outcome are saved each by itself", async () => {
    const answers = [];
    const drafts = new CallDrafts({
        writeCall: (callId, values) => {
            expect.step(`${callId}: ${JSON.stringify(values)}`);
            answers.push(new Deferred());
            return answers.at(-1);
        },
    });
    drafts.addEventListener("settled", ({detail: {callId}}) =>
        expect.step(`settled ${callId}`)
    );
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
