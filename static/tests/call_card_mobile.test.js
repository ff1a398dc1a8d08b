import {describe, expect, test} from "@odoo/hoot";
import {
    click,
    queryAll,
    queryFirst,
    queryRect,
    waitFor,
    waitForNone,
} from "@odoo/hoot-dom";
import {onRpc} from "@web/../tests/web_test_helpers";

import {
    defineCallcenterModels,
    makeCard,
    startWithCalls,
} from "./callcenter_test_helpers";

describe.current.tags("mobile");
defineCallcenterModels();

const POPUP = ".o_callcenter_popup[data-callid='pbx-7']";

test("on a telephone the card fits the screen, and all of it can be used", async () => {
    onRpc("callcenter.call", "write", ({args}) => {
        expect.step(args[1]);
        return true;
    });
    await startWithCalls(makeCard({queue: "Sales"}));
    await waitFor(`${POPUP} .o_callcenter_outcome`);
    const {left, right} = queryRect(POPUP);
    expect(left).toBeGreaterThan(-1);
    expect(right).toBeLessThan(window.innerWidth + 1);
    for (const button of queryAll(`${POPUP} button`)) {
        expect(queryRect(button).right).toBeLessThan(right);
    }
    await click(`${POPUP} .o_callcenter_outcome:contains(Handled)`);
    await waitFor(`${POPUP} [aria-pressed=true]`);
    expect.verifySteps([{outcome_id: 1}]);
    await click(queryFirst(`${POPUP} .o_callcenter_dismiss`));
    await waitForNone(POPUP);
});
