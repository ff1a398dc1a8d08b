import {describe, expect, test} from "@odoo/hoot";
import {click, edit, press, queryAllTexts, waitFor, waitForNone} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {makeServerError, mockService, onRpc} from "@web/../tests/web_test_helpers";

import {
    defineCallcenterModels,
    makeCard,
    sendCall,
    startWithCalls,
} from "./callcenter_test_helpers";

describe.current.tags("desktop");
defineCallcenterModels();

const POPUP = ".o_callcenter_popup[data-callid='pbx-7']";
const CHOOSER = `${POPUP} .o_callcenter_chooser`;
const SEARCH = ".o_callcenter_link_dialog .o-autocomplete--input";
const FOUND = ".o_callcenter_link_dialog .o-autocomplete--dropdown-item";
const AN = {id: 3, name: "Nguyễn Văn An", company: false};
const ME = {id: 4, name: "Lê Thị Mẹ", company: "Hoa Sen"};

function makeCandidate(customer, values = {}) {
    const number = {
        lead_id: false,
        label: false,
        number: "0989 464 344",
        is_likely: true,
    };
    return {...customer, ...number, ...values};
}

/** A card on which either may be calling. */
function makeFamilyCard(values = {}) {
    const candidates = [makeCandidate(AN), makeCandidate(ME, {label: "home"})];
    return makeCard({candidates, ...values});
}

function stepCalls(method, answer) {
    onRpc("callcenter.call", method, ({args}) => {
        expect.step([method, ...args]);
        return answer;
    });
}

function answerSearches(answers) {
    onRpc("callcenter.call", "search_customers", ({args}) => {
        expect.step(`search "${args[1]}"`);
        return answers[args[1]] ?? [];
    });
}

describe("chooser", () => {
    test("one sure customer leaves nothing to choose", async () => {
        await startWithCalls(makeCard());
        await waitFor(POPUP);
        expect(CHOOSER).toHaveCount(0);
        expect(`${POPUP} .o_callcenter_link`).toHaveCount(1);
    });

    test("several with one number are told apart", async () => {
        await startWithCalls(makeFamilyCard());
        await waitFor(CHOOSER);
        expect(queryAllTexts(`${CHOOSER} .o_callcenter_candidate`)).toEqual([
            "Nguyễn Văn An",
            "Lê Thị Mẹ\nHoa Sen · home",
        ]);
        expect(`${CHOOSER} [aria-pressed=true]`).toHaveText("Nguyễn Văn An");
        // The chooser itself leads to the search.
        expect(`${POPUP} .o_callcenter_link`).toHaveCount(0);
    });

    test("a similar number is no more than a guess", async () => {
        const candidates = [
            makeCandidate(ME, {is_likely: false, number: "024 3946 4344"}),
        ];
        await startWithCalls(makeCard({customer: false, candidates}));
        await waitFor(CHOOSER);
        expect(`${CHOOSER} .o_callcenter_candidate`).toHaveText(
            "may be Lê Thị Mẹ\nHoa Sen · 024 3946 4344"
        );
        expect(`${CHOOSER} [aria-pressed=true]`).toHaveCount(0);
        expect(`${POPUP} .o_callcenter_customer`).toHaveText("New customer");
        expect(`${POPUP} .o_callcenter_create`).toHaveCount(1);
    });

    test("a lead without a contact opens", async () => {
        mockService("action", {
            doAction: ({res_model: model, res_id: id}) =>
                expect.step(`open ${model} ${id}`),
        });
        const lead = {id: false, name: "Lê Thị Mẹ", company: false};
        const candidates = [makeCandidate(lead, {lead_id: 5, label: "Ten chairs"})];
        await startWithCalls(makeCard({customer: false, candidates}));
        await waitFor(CHOOSER);
        expect(`${CHOOSER} .o_callcenter_always`).toHaveCount(0);
        expect(`${CHOOSER} .o_callcenter_candidate`).toHaveText(
            "Lead: Lê Thị Mẹ\nTen chairs"
        );
        await click(`${CHOOSER} .o_callcenter_candidate`);
        expect.verifySteps(["open crm.lead 5"]);
    });

    test("a pick is for this call", async () => {
        stepCalls("choose_customer", ME);
        await startWithCalls(makeFamilyCard());
        await click(`${CHOOSER} [data-id='4']`);
        await waitForNone(CHOOSER);
        expect(POPUP).toBeFocused();
        expect.verifySteps([["choose_customer", [7], 4, false]]);
        expect(`${POPUP} .o_callcenter_customer`).toHaveText("Lê Thị Mẹ");
    });

    test("a ticked pick is for the number", async () => {
        stepCalls("choose_customer", ME);
        await startWithCalls(makeFamilyCard());
        await click(`${CHOOSER} .o_callcenter_always input`);
        await click(`${CHOOSER} [data-id='4']`);
        await waitForNone(CHOOSER);
        expect.verifySteps([["choose_customer", [7], 4, true]]);
    });

    test("a pick in another tab shows here", async () => {
        await startWithCalls(makeFamilyCard());
        await waitFor(CHOOSER);
        sendCall(makeCard({customer: ME}), 1);
        await waitForNone(CHOOSER);
        expect(`${POPUP} .o_callcenter_customer`).toHaveText("Lê Thị Mẹ");
    });

    test("a pick that is refused is told, and can be tried again", async () => {
        onRpc("callcenter.call", "choose_customer", () => {
            throw makeServerError({message: "Not yours."});
        });
        await startWithCalls(makeFamilyCard());
        await click(`${CHOOSER} [data-id='4']`);
        await waitFor(".o_notification:contains('Not yours.')");
        expect(`${CHOOSER} [data-id='4']`).toBeEnabled();
        expect(`${POPUP} .o_callcenter_customer`).toHaveText("Nguyễn Văn An");
    });
});

describe("search", () => {
    test("an unknown number is saved with the contact that is found", async () => {
        answerSearches({mẹ: [{...ME, number: "0987 650 100"}]});
        stepCalls("link_customer", ME);
        await startWithCalls(makeCard({customer: false}));
        await click(`${POPUP} .o_callcenter_link`);
        await waitFor(`${SEARCH}:focus`);
        expect(".o_callcenter_keep").toHaveText("Save 0989 464 344 with the contact");
        await edit("mẹ");
        await advanceTime(300);
        expect.verifySteps(['search ""', 'search "mẹ"']);
        expect(FOUND).toHaveText("Lê Thị Mẹ\nHoa Sen · 0987 650 100");
        await press("Enter");
        await waitForNone(".o_dialog");
        expect.verifySteps([["link_customer", [7], 4, ""]]);
        expect(`${POPUP} .o_callcenter_customer`).toHaveText("Lê Thị Mẹ");
    });

    test("a number that is no contact's yet is saved unless unticked", async () => {
        answerSearches({});
        const lead = {id: false, name: "Lê Thị Mẹ", company: false};
        const candidates = [
            makeCandidate(lead, {lead_id: 5}),
            makeCandidate(ME, {is_likely: false}),
        ];
        await startWithCalls(makeCard({customer: false, candidates}));
        await click(`${CHOOSER} .o_callcenter_someone_else`);
        await waitFor(`${SEARCH}:focus`);
        expect(".o_callcenter_keep input").toBeChecked();
        expect.verifySteps(['search ""']);
    });

    test("what number it is can be told", async () => {
        answerSearches({"": [{...ME, number: "0987 650 100"}]});
        stepCalls("link_customer", ME);
        await startWithCalls(makeCard({customer: false}));
        await click(`${POPUP} .o_callcenter_link`);
        await waitFor(FOUND);
        await click(".o_callcenter_label");
        await edit(" reception ");
        await click(`${FOUND} a`);
        await waitForNone(".o_dialog");
        expect.verifySteps(['search ""', ["link_customer", [7], 4, "reception"]]);
    });

    test("someone else with a number of others is for this call", async () => {
        answerSearches({"": [{...ME, number: "0987 650 100"}]});
        stepCalls("choose_customer", ME);
        await startWithCalls(makeFamilyCard());
        await click(`${CHOOSER} .o_callcenter_someone_else`);
        await waitFor(FOUND);
        expect(".o_callcenter_keep input").not.toBeChecked();
        await click(`${FOUND} a`);
        await waitForNone(".o_dialog");
        expect.verifySteps(['search ""', ["choose_customer", [7], 4, false]]);
    });

    test("the wrong customer is put right", async () => {
        answerSearches({"": [{...ME, number: "0987 650 100"}]});
        stepCalls("choose_customer", ME);
        await startWithCalls(makeCard());
        await click(`${POPUP} .o_callcenter_link`);
        await click(await waitFor(`${FOUND} a`));
        await waitForNone(".o_dialog");
        expect.verifySteps(['search ""', ["choose_customer", [7], 4, false]]);
    });

    test("a hidden caller has no number to save", async () => {
        answerSearches({});
        const hidden = {is_hidden: true, phone: "", phone_copy: "", phone_e164: false};
        await startWithCalls(makeCard({...hidden, customer: false}));
        await click(`${POPUP} .o_callcenter_link`);
        await waitFor(SEARCH);
        expect(".o_callcenter_keep").toHaveCount(0);
        expect.verifySteps(['search ""']);
    });

    test("who is not found is created, under the name that was typed", async () => {
        answerSearches({});
        await startWithCalls(makeCard({customer: false}));
        await click(`${POPUP} .o_callcenter_link`);
        await waitFor(`${SEARCH}:focus`);
        await edit("Trần Thị Bình");
        await advanceTime(300);
        expect(FOUND).toHaveText("No contact found");
        await click(".o_callcenter_create_instead");
        await waitFor(".o_callcenter_create_dialog");
        expect(".o_callcenter_create_dialog input[name=name]").toHaveValue(
            "Trần Thị Bình"
        );
        expect(".o_callcenter_link_dialog").toHaveCount(0);
        expect.verifySteps(['search ""', 'search "Trần Thị Bình"']);
    });

    test("Escape closes the dialog and leaves the card", async () => {
        answerSearches({});
        await startWithCalls(makeCard({customer: false}));
        await click(`${POPUP} .o_callcenter_link`);
        await waitFor(`${SEARCH}:focus`);
        await press("Escape");
        await waitForNone(".o_dialog");
        await animationFrame();
        expect(POPUP).toHaveCount(1);
        expect.verifySteps(['search ""']);
    });
});
